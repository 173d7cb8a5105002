import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlanContent } from '#domain/plan/plan-content.ts';
import { readPlan } from '#engine/plan/read-plan.ts';

/** A small firm: companies that belong to each other (two of them in a circle), people who work there. */
export const TINY_COMPANIES = [
  'id,name,parent',
  '1,Holding,3',
  '2,Daughter,1',
  '3,Grandmother,1',
  "4,O'Brien <!channel>,",
].join('\n');

export const TINY_PEOPLE = [
  'id,name,company,phone,kind',
  '10,Ann,1,704-555-0123,buyer',
  '11,Bob 🎉,2,(704) 555-0124,seller',
  '12,,2,704.555.0125,buyer',
  '13,Dora,99,7045550126,buyer',
  '14,Émile,4,704-555-0127,lawyer',
  '15,"Line\nbreak",4,,seller',
].join('\n');

export const TINY_DESTINATION = `
  create schema crm;
  create table crm.firms (
    id bigint generated always as identity primary key, ref text not null unique,
    name text not null, parent_id bigint references crm.firms (id));
  create table crm.persons (
    id bigint generated always as identity primary key, ref text not null unique,
    name varchar(40) not null, firm_id bigint not null references crm.firms (id),
    phone text, kind text not null check (kind in ('buyer', 'seller', 'lawyer')));
`;

/** Ids of people who work for O'Brien, beside the six above. */
export const manyPeople = (people: number): string[] =>
  Array.from({ length: people }, (_, index) => String(1_000 + index));

const tinyPlan = (kinds: string, chunkRecords: number): string => `
lockstep: 1
name: tiny
title: A tiny firm
slack: { channel: C0TINY }
source:
  sandbox:
    kind: bundle
    path: ./export
    classes:
      companies: { file: companies.csv, key: id, references: { parent: companies } }
      people: { file: people.csv, key: id, references: { company: companies } }
destination:
  sandbox: { kind: postgres, url: { env: TINY_URL }, schema: crm }
roles:
  lead: { title: Lead, members: [U0LEAD] }
may:
  test-sample: [lead]
  pause: [lead]
sample: { percent: 100 }
chunkRecords: ${chunkRecords}
classes:
  companies:
    source: companies
    destination: firms
    identity: ref
    fields:
      ref: { from: id }
      name: { from: name }
      parent_id: { from: parent, transforms: [{ use: reference, class: companies }] }
    fidelity:
      - { check: text, source: name, destination: name }
      - { check: children, source: parent, destination: parent_id }
  people:
    source: people
    destination: persons
    identity: ref
    limits: { quarantine: 0.5 }
    fields:
      ref: { from: id }
      name: { from: name }
      firm_id: { from: company, transforms: [{ use: reference, class: companies }] }
      phone: { from: phone, transforms: [{ use: phone, region: US }] }
      kind: { from: kind, transforms: [{ use: picklist, values: { ${kinds} } }] }
    fidelity:
      - { check: digits, source: phone, destination: phone }
`;

/** Writes the export and reads the plan. `withLawyers` is the mapping fix that frees person 14; `people` more make it long. */
export const writeTinyPlan = async (
  folder: string,
  options: { withLawyers?: boolean; people?: number } = {},
): Promise<PlanContent> => {
  await mkdir(join(folder, 'export'), { recursive: true });
  await writeFile(join(folder, 'export', 'companies.csv'), TINY_COMPANIES);
  const more = manyPeople(options.people ?? 0).map((id) => `\n${id},Person ${id},4,704-555-0100,buyer`);
  await writeFile(join(folder, 'export', 'people.csv'), TINY_PEOPLE + more.join(''));
  const kinds = options.withLawyers
    ? 'buyer: buyer, seller: seller, lawyer: lawyer'
    : 'buyer: buyer, seller: seller';
  await writeFile(join(folder, 'plan.yml'), tinyPlan(kinds, options.people ? 50 : 2));
  return readPlan(join(folder, 'plan.yml'));
};
