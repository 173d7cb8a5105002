import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPostgres } from '#connectors/postgres/open-postgres.ts';
import type { SystemSchema } from '#domain/system-schema.ts';
import { createDatabase } from '#test/support/database.ts';
import { quietLog } from '#test/support/engine-bench.ts';
import { mapAll, type Outcome } from '../scenarios/charlotte-data/map-all.ts';

/** A made-up export of a very small org: a household, its employer, two people who are each other's partner, one gift. */
const EXPORT = {
  Account: `id,Name,BillingCountry,BillingStreet,BillingState,BillingCity,BillingPostalCode,npe01__SYSTEM_AccountType__c,RecordTypeId
1,Lindqvist Household,Swaziland,12 Harbour Street,Västra Götaland,Göteborg,411 04,Household Account,0122a000000PCxAAAW
2,Harbour Works,,,,,,,0122a000000PCxBAAW
`,
  Account_rt_mapping: `record_type_id,developer_name
0122a000000PCxAAAW,HH_Account
0122a000000PCxBAAW,Organization
`,
  Contact: `id,Salutation,FirstName,LastName,Email,Phone,Title,account_id,primary_affiliation__c
1,Honorable,Åsa,Lindqvist,asa@example.org,3-(902)555-6183,Judge,1,2
2,,Bo,Lindqvist,,,,1,
`,
  Address__c: `id,MailingCountry__c,MailingStreet__c,MailingState__c,MailingCity__c,MailingPostalCode__c,Seasonal_Start_Month__c,Seasonal_Start_Day__c,Seasonal_End_Month__c,Seasonal_End_Day__c,household_account__c
1,Sweden,12 Harbour Street,,Göteborg,411 04,6,15,8,30,1
`,
  npe4__Relationship__c: `id,npe4__Type__c,npe4__contact__c,npe4__related_contact__c
1,Partner,1,2
2,Partner,2,1
`,
  Campaign: `id,name
1,Spring Meeting
`,
  CampaignMember: `id,status,contact_id,campaign_id
1,Sent,2,1
`,
  npe03__Recurring_Donation__c: `id,Name,npe03__Amount__c,npe03__Date_Established__c,npe03__Schedule_Type__c,npe03__Open_Ended_Status__c,npe03__Last_Payment_Date__c,npe03__Next_Payment_Date__c,npe03__Installment_Period__c,Day_of_Month__c,InstallmentFrequency__c,StartDate__c,PaymentMethod__c,RecurringType__c,Status__c,npe03__contact__c
1,Bo: $86 Monthly,86.0,2017-03-09,,Open,,,Monthly,1,,2020-01-02,,Open,Active,2
`,
  Opportunity: `id,name,amount,stage_name,close_date,dont_create_payments,account_id,primary_contact__c,npe03__recurring_donation__c,campaign_id
1,Bo: $811,811.0,Closed Won,2016-11-25,false,1,2,1,
`,
  OpportunityContactRole: `id,Role,IsPrimary,contact_id,opportunity_id
1,Donor,true,2,1
2,Soft Credit,false,2,1
`,
  Partial_Soft_Credit__c: `id,Role_Name__c,Amount__c,contact__c,opportunity__c
1,Soft Credit,1.0,1,1
`,
  npe01__OppPayment__c: `id,npe01__Payment_Amount__c,npe01__Payment_Date__c,npe01__Scheduled_Date__c,npe01__Paid__c,npe01__Written_Off__c,npe01__opportunity__c
1,405.5,2016-11-25,,true,false,1
2,405.5,,2016-12-25,false,false,1
`,
  General_Accounting_Unit__c: `id,name
1,The Library Fund
`,
  Allocation__c: `id,Percent__c,Amount__c,opportunity__c,general_accounting_unit__c,recurring_donation__c
1,10.0,,1,1,
2,10.0,,1,1,
`,
} as const;

let folder: string;
let database: Awaited<ReturnType<typeof createDatabase>>;
let destination: SystemSchema;
let outcomes: Map<string, Map<string, Outcome>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'npsp-'));
  database = await createDatabase();
  for (const [name, text] of Object.entries(EXPORT)) await writeFile(join(folder, `${name}.csv`), text);
  const client = new pg.Client(database.url);
  await client.connect();
  const tables = await readFile(join(import.meta.dirname, '../../plans/npsp/destination.sql'), 'utf8');
  await client.query(`create schema nonprofit; set search_path to nonprofit; ${tables}`);
  await client.end();
  const connector = await openPostgres({ url: database.url, schema: 'nonprofit', log: quietLog });
  destination = await connector.describe();
  await connector.close();
  const planFile = join(import.meta.dirname, '../../plans/npsp/plan.yml');
  outcomes = await mapAll({ planFile, bundleFolder: folder, workFolder: folder, destination });
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

const valuesOf = (recordClass: string, id: string): Outcome['values'] =>
  outcomes.get(recordClass)?.get(id)?.values ?? null;

describe('the plan for a nonprofit org', () => {
  it('moves every record of all thirteen classes, many-to-many links and circles included [R24]', () => {
    const records = [...outcomes].map(([name, found]) => [name, found.size] as const);
    expect(Object.fromEntries(records)).toEqual({
      accounts: 2,
      contacts: 2,
      addresses: 1,
      relationships: 2,
      campaigns: 1,
      'campaign-members': 1,
      'recurring-gifts': 1,
      gifts: 1,
      'gift-contacts': 2,
      'partial-credits': 1,
      payments: 2,
      funds: 1,
      allocations: 2,
    });
    const stuck = [...outcomes].flatMap(([name, found]) =>
      [...found]
        .filter(([, { values }]) => values === null)
        .map(([id, { reasons }]) => `${name} ${id}: ${reasons.join()}`),
    );
    expect(stuck).toEqual([]);
  });

  it('reads record types, former country names, seasonal months and amounts for what they mean', () => {
    expect(valuesOf('accounts', '1')).toMatchObject({
      kind: 'household',
      country: 'SZ',
      state: 'Västra Götaland',
    });
    expect(valuesOf('accounts', '2')).toMatchObject({
      kind: 'organization',
      country: null,
      system_kind: null,
    });
    expect(valuesOf('addresses', '1')).toMatchObject({ from_month: '6', from_day: '15', account_id: '1' });
    expect(valuesOf('payments', '1')).toMatchObject({ amount: '405.50', is_paid: 'true', gift_id: '1' });
  });

  it('keeps a phone number as it was typed, for its first digit is no country code', () => {
    expect(valuesOf('contacts', '1')).toMatchObject({ phone: '3-(902)555-6183', salutation: 'Hon.' });
  });
});
