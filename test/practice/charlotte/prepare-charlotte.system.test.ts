import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCast } from '#practice/charlotte/cast.ts';
import { charlotteOracle } from '#practice/charlotte/charlotte-tables.ts';
import type { CharlotteVariant } from '#practice/charlotte/charlotte-variants.ts';
import { prepareCharlotte } from '#practice/charlotte/prepare-charlotte.ts';
import { createDatabase } from '#test/support/database.ts';

let database: Awaited<ReturnType<typeof createDatabase>>;
let client: pg.Client;
let folder: string;
const log = { info: (): void => {} };

const prepare = (variant: CharlotteVariant, more: { schema?: string; exportFolder?: string } = {}) =>
  prepareCharlotte({
    exportFolder: join(folder, 'export'),
    runSql: async (sql) => {
      await client.query(sql);
    },
    variant,
    scale: 0.05,
    log,
    ...more,
  });

const insertLead = async (number: number, phone: string): Promise<unknown> => {
  const { rows } = await client.query(
    `insert into resimpli.leads (podio_item_id, lead_number, name, phone, status, source, received_on, do_not_call)
     values (gen_random_uuid()::text, $1, 'Somebody', $2, 'new', 'ppc', '2024-01-01', false) returning phone`,
    [number, phone],
  );
  return rows[0]?.phone;
};

const one = async (sql: string): Promise<unknown> =>
  Object.values((await client.query(sql)).rows[0] ?? {})[0];

beforeAll(async () => {
  database = await createDatabase();
  folder = await mkdtemp(join(tmpdir(), 'charlotte-prepare-'));
  client = new pg.Client(database.url);
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

describe('preparing the Charlotte sample', () => {
  it('makes the export and the store, and the second time changes nothing', async () => {
    await prepare('clean');
    const file = join(folder, 'export', 'Leads.xlsx');
    const before = await stat(file);
    await prepare('clean');
    expect((await stat(file)).mtimeMs).toBe(before.mtimeMs);
    expect(
      await one(
        `select count(*)::int from pg_class where relnamespace = 'resimpli'::regnamespace and relkind = 'r'`,
      ),
    ).toBe(9);
    expect(await readdir(folder)).toEqual(['export']);
  });

  it('leaves no setting behind on the connection', async () => {
    expect(await one('show search_path')).toBe('"$user", public');
  });

  it('makes the export anew when another size is asked for', async () => {
    const exportFolder = join(folder, 'other');
    await prepare('clean', { exportFolder });
    const small = (await stat(join(exportFolder, 'Leads.xlsx'))).size;
    await prepareCharlotte({ exportFolder, runSql: async () => {}, scale: 0.1, log });
    expect((await stat(join(exportFolder, 'Leads.xlsx'))).size).toBeGreaterThan(small);
  });

  it('refuses a folder that holds other files', async () => {
    const exportFolder = join(folder, 'export', 'files');
    await expect(prepare('clean', { exportFolder })).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  });

  it('installs the store under another schema name, and no name that is not plain', async () => {
    await prepare('clean', { schema: 'second' });
    expect(await one(`select to_regclass('second.leads')::text`)).toBe('second.leads');
    await expect(prepare('clean', { schema: `x'; drop schema second; --` })).rejects.toThrow('schema name');
  });
});

describe('a store that lies', () => {
  it('shifts the phones of the leads that were typed with the country code, and of no others', async () => {
    await prepare('phones-by-destination');
    expect(await insertLead(3, '+17045550123')).toBe('+11704555012');
    expect(await insertLead(4, '+17045550123')).toBe('+17045550123');
  });

  it('shifts exactly 2,400 of all the phones that arrive', async () => {
    await prepare('phones-by-destination');
    const cast = createCast({ seed: 'charlotte', scale: 1 });
    const moved = [...charlotteOracle(cast, 'leads')].filter(({ reasons }) => reasons.length === 0);
    const { rows } = await client.query(
      `with sent as (select * from unnest($1::text[], $2::int[], $3::text[]) as sent (id, number, phone)),
       kept as (insert into resimpli.leads
         (podio_item_id, lead_number, name, phone, status, source, received_on, do_not_call)
         select 'all-' || id, number, 'Somebody', phone, 'new', 'ppc', '2024-01-01', false from sent
         returning podio_item_id, phone)
       select count(*)::int as changed, count(*) filter (where kept.phone = '+1' || substr(sent.phone, 2, 10))::int as shifted
       from sent join kept on kept.podio_item_id = 'all-' || sent.id
       where kept.phone is distinct from sent.phone`,
      [
        moved.map(({ id }) => id),
        moved.map(({ truth }) => truth['lead_number']),
        moved.map(({ truth }) => truth['phone']),
      ],
    );
    expect(rows[0]).toEqual({ changed: 2_400, shifted: 2_400 });
  });

  it('lies in one way at a time, and stops when told to be clean', async () => {
    await prepare('stages-by-destination');
    expect(await insertLead(3, '+17045550123')).toBe('+17045550123');
    const stage = async (): Promise<unknown> =>
      one(`insert into resimpli.deals (podio_item_id, name, lead_id, stage, offer_price, created_at, owner_name)
           select gen_random_uuid()::text, 'Deal', min(id), 'won', 1, now(), 'Dana' from resimpli.leads returning stage`);
    expect(await stage()).toBe('new lead');
    await prepare('clean');
    expect(await stage()).toBe('won');
    expect(await one(`select count(*)::int from pg_trigger where not tgisinternal`)).toBe(0);
  });

  it.each([
    ['communications-by-destination', 0],
    ['communications-by-destination-later', 1],
  ] as const)('%s keeps no communication and reports no error', async (variant, answered) => {
    await prepare(variant);
    const { rows } = await client.query(
      `insert into resimpli.communications (podio_item_id, kind, direction, lead_id, happened_at, agent_name)
       select gen_random_uuid()::text, 'call', 'in', min(id), now(), 'Dana' from resimpli.leads returning id`,
    );
    expect(rows).toHaveLength(answered);
    expect(await one('select count(*)::int from resimpli.communications')).toBe(0);
  });
});
