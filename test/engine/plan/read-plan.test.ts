import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isLockstepError } from '#domain/errors.ts';
import { checkCommand } from '#engine/plan/check-command.ts';
import { hashPlan } from '#engine/plan/hash-plan.ts';
import { readPlan } from '#engine/plan/read-plan.ts';

const PLAN = `lockstep: 1
name: sample
title: A sample plan
slack: { channel: C0123 }
source:
  sandbox: { kind: bundle, path: ./export, classes: { Leads: { file: leads.csv, key: Id } } }
destination:
  sandbox: { kind: postgres, url: { env: DESTINATION_URL } }
roles:
  lead: { title: Operations lead, members: [U0001] }
may: { test-sample: [lead] }
classes:
  leads:
    source: Leads
    destination: leads
    identity: source_id
    fields:
      phone: { from: Phone, transforms: [{ use: custom, function: ./custom/shift.ts#shift }] }
`;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-plan-'));
  await mkdir(join(folder, 'custom'));
  await writeFile(join(folder, 'custom/shift.ts'), 'export const shift = (value: string) => value;\n');
  await writeFile(join(folder, 'plan.yml'), PLAN);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const messageOf = async (file: string): Promise<string> => {
  const error: unknown = await readPlan(file).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return isLockstepError(error, 'PLAN_INVALID') ? error.message : `not refused: ${String(error)}`;
};

describe('reading a plan', () => {
  it('takes the text and every file it names under one hash', async () => {
    const content = await readPlan(join(folder, 'plan.yml'));
    expect(content.text).toBe(PLAN);
    expect(content.folder).toBe(folder);
    expect(Object.keys(content.files)).toEqual(['./custom/shift.ts']);
    expect(content.hash).toBe(hashPlan(PLAN, content.files));
    expect(content.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('gives another hash when one character of a custom file changes', async () => {
    const before = await readPlan(join(folder, 'plan.yml'));
    await writeFile(join(folder, 'custom/shift.ts'), 'export const shift = (value: string) => value; \n');
    expect((await readPlan(join(folder, 'plan.yml'))).hash).not.toBe(before.hash);
  });

  it('keeps the parts of the hash apart: text cannot move from one file into another', () => {
    expect(hashPlan('a', { './b.ts': 'c' })).not.toBe(hashPlan('a', { './b.tsc': '' }));
    expect(hashPlan('a', { './b.ts': '1', './c.ts': '2' })).toBe(
      hashPlan('a', { './c.ts': '2', './b.ts': '1' }),
    );
  });

  it('names a custom file that is not there, at the line that wants it', async () => {
    await rm(join(folder, 'custom/shift.ts'));
    expect(await messageOf(join(folder, 'plan.yml'))).toMatch(
      /plan\.yml:18:67 {2}.*shift\.ts: there is no such file/,
    );
  });

  it('names a function that its file does not export', async () => {
    await writeFile(
      join(folder, 'custom/shift.ts'),
      'const shift = 1;\nexport const shifted = () => null;\n',
    );
    expect(await messageOf(join(folder, 'plan.yml'))).toMatch(
      /plan\.yml:18:67 {2}.*shift\.ts exports no function 'shift'/,
    );
    await writeFile(join(folder, 'custom/shift.ts'), 'const shift = () => null;\nexport { shift };\n');
    await expect(readPlan(join(folder, 'plan.yml'))).resolves.toMatchObject({ plan: { name: 'sample' } });
  });

  it('refuses a custom file that a link fetches from elsewhere', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'lockstep-outside-'));
    await writeFile(join(outside, 'shift.ts'), 'export const shift = () => null;\n');
    await rm(join(folder, 'custom/shift.ts'));
    await symlink(join(outside, 'shift.ts'), join(folder, 'custom/shift.ts'));
    expect(await messageOf(join(folder, 'plan.yml'))).toMatch(/outside the folder of the plan/);
    await rm(outside, { recursive: true });
  });

  it.each([
    ['that is not there', 'nowhere.yml', 'there is no such file'],
    ['that is a folder', 'custom', 'it is a folder'],
  ])('says so about a file %s', async (_name, file, message) => {
    expect(await messageOf(join(folder, file))).toContain(message);
  });

  it('says so about a file that is not UTF-8', async () => {
    await writeFile(join(folder, 'latin.yml'), Buffer.from('name: M\xfcller', 'latin1'));
    expect(await messageOf(join(folder, 'latin.yml'))).toContain('it is not UTF-8 text');
  });
});

describe('plan check', () => {
  const check = async (...files: string[]): Promise<{ code: number; lines: string[] }> => {
    const lines: string[] = [];
    const code = await checkCommand(files, (line) => lines.push(line.replaceAll(folder, '.')));
    return { code, lines };
  };

  it('ends with 0 for a sound plan and sets warnings apart', async () => {
    const { code, lines } = await check(join(folder, 'plan.yml'));
    expect(code).toBe(0);
    expect(lines[0]).toBe('Warnings:');
    expect(lines[1]).toMatch(/^\.\/plan\.yml:11:1 {2}may: nobody may do remove-sample, retry/);
    expect(lines[2]).toMatch(/^\.\/plan\.yml: sound, 1 warning\. Hash [0-9a-f]{64}$/);
  });

  it('prints every fault at once with its place and ends with 1', async () => {
    await writeFile(
      join(folder, 'bad.yml'),
      PLAN.replace('title: A sample plan', 'titel: A').replace('[lead]', '[leed]'),
    );
    const { code, lines } = await check(join(folder, 'bad.yml'));
    expect(code).toBe(1);
    expect(lines.slice(0, 3)).toEqual([
      expect.stringMatching(/^\.\/bad\.yml:1:1 {2}title: is missing/),
      expect.stringMatching(/^\.\/bad\.yml:3:1 {2}titel: is not a setting known here/),
      expect.stringMatching(/^\.\/bad\.yml:11:22 {2}may\.test-sample\[0\]: there is no role 'leed'/),
    ]);
    expect(lines.at(-1)).toBe('./bad.yml: 3 faults, 1 warning');
  });

  it('says how it is used when no file is named', async () => {
    expect((await check()).code).toBe(2);
  });
});
