import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PostgresConnector } from '#connectors/postgres/open-postgres.ts';
import type { WriteOutcome } from '#engine/connector.ts';
import { insertRows, nothing, openTestSchema, statusesOf, type TestSchema } from './open-test-schema.ts';

let test: TestSchema;
let connector: PostgresConnector<string>;

beforeAll(async () => {
  test = await openTestSchema(`
    CREATE TABLE tree (
      id bigserial PRIMARY KEY, external text NOT NULL UNIQUE,
      parent text REFERENCES tree (external) DEFERRABLE INITIALLY DEFERRED, age int);
    CREATE TABLE moody (id bigserial PRIMARY KEY, external text NOT NULL UNIQUE, name text);
    CREATE FUNCTION moody() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF NEW.name = 'delete' THEN DELETE FROM moody WHERE id = NEW.id; END IF;
      IF NEW.name LIKE 'raise %' THEN RAISE EXCEPTION 'refused: %', NEW.name; END IF;
      IF NEW.name LIKE 'code %' THEN RAISE EXCEPTION 'x' USING ERRCODE = 'ZZ001', COLUMN = NEW.name, CONSTRAINT = NEW.name; END IF;
      IF NEW.name = 'slow' THEN PERFORM pg_sleep(1); END IF;
      RETURN NEW; END $$;
    CREATE TRIGGER moody AFTER INSERT OR UPDATE ON moody FOR EACH ROW EXECUTE FUNCTION moody();
    CREATE TABLE late (id bigserial PRIMARY KEY, external text NOT NULL UNIQUE, name text);
    CREATE CONSTRAINT TRIGGER late AFTER INSERT ON late DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
      WHEN (NEW.name LIKE 'raise %') EXECUTE FUNCTION moody();
    CREATE TABLE parents (id int PRIMARY KEY);
    CREATE TABLE goes_along (id int PRIMARY KEY, parent int REFERENCES parents ON DELETE CASCADE);
    CREATE TABLE keepers (id int PRIMARY KEY);
    CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
    CREATE TRIGGER keep BEFORE DELETE ON keepers FOR EACH ROW WHEN (OLD.id > 1) EXECUTE FUNCTION keep()`);
  connector = await test.open();
});
afterAll(() => test.close());

const plant = (values: readonly (readonly (string | null)[])[]): Promise<WriteOutcome[]> =>
  insertRows(connector, 'tree', { fields: ['external', 'parent', 'age'], values });
const rouse = (table: string, ...names: string[]): Promise<WriteOutcome[]> =>
  insertRows(connector, table, {
    fields: ['external', 'name'],
    values: names.map((name) => [`${table} ${name}`, name]),
  });

describe('a batch whose records lean on each other [R24]', () => {
  it('is written whole, children before parents and in a ring', async () => {
    const outcomes = await plant([
      ['leaf', 'branch', null],
      ['branch', 'root', null],
      ['root', null, null],
      ['ring 1', 'ring 2', null],
      ['ring 2', 'ring 1', null],
    ]);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['created']));
  });

  it('is not torn apart by a bad record between them', async () => {
    const outcomes = await plant([
      ['twig', 'bough', '1'],
      ['lost', 'nowhere', '2'],
      ['bough', 'trunk', '3'],
      ['trunk', null, '4'],
    ]);
    expect(statusesOf(outcomes)).toEqual({
      twig: 'created',
      lost: 'rejected',
      bough: 'created',
      trunk: 'created',
    });
    expect(outcomes.find(({ identity }) => identity === 'lost')).toMatchObject({
      field: 'parent',
      detail: 'points at a record that is not there (constraint tree_parent_fkey, SQLSTATE 23503)',
    });
  });

  it('nothing is left to fail at COMMIT: deferred constraints have spoken before the caller has', async () => {
    const fates: string[] = [];
    const outcomes = await connector.write(
      'tree',
      {
        fields: ['external', 'parent'],
        identityField: 'external',
        records: [{ identity: 'orphan', values: ['orphan', 'nobody'] }],
      },
      { mode: 'insert', beforeCommit: () => Promise.resolve(void fates.push('asked')) },
    );
    expect(statusesOf(outcomes)).toEqual({ orphan: 'rejected' });
    expect(fates).toEqual(['asked']);
    expect(statusesOf(await rouse('late', 'fine', 'raise late'))).toEqual({
      'late fine': 'created',
      'late raise late': 'rejected',
    });
  });
});

describe('triggers of the destination', () => {
  it('one that takes the record away again: absent, though PostgreSQL said it was written', async () => {
    expect(statusesOf(await rouse('moody', 'stay', 'delete'))).toEqual({
      'moody stay': 'created',
      'moody delete': 'absent',
    });
  });

  it('one that does so on update: absent too', async () => {
    await rouse('moody', 'a', 'b');
    const records = [
      { identity: 'moody a', values: ['moody a', 'delete'] },
      { identity: 'moody b', values: ['moody b', 'changed'] },
    ];
    const batch = { fields: ['external', 'name'], identityField: 'external', records };
    const outcomes = await connector.write('moody', batch, { mode: 'update', beforeCommit: nothing });
    expect(statusesOf(outcomes)).toEqual({ 'moody a': 'absent', 'moody b': 'updated' });
  });

  it('one that raises: that record is refused, and nothing the trigger says gets out', async () => {
    const outcomes = await rouse('moody', 'good', 'raise Aunt Martha', 'code Aunt Martha');
    expect(outcomes.map(({ status }) => status)).toEqual(['created', 'rejected', 'rejected']);
    for (const { identity: _, ...rest } of outcomes) expect(JSON.stringify(rest)).not.toContain('Martha');
  });
});

describe('writers in each other’s way', () => {
  it('a lock that is not given in time: busy, and nothing happened', async () => {
    const hurried = await test.open({ timeouts: { lockMs: 200 } });
    await test.admin.query('BEGIN; LOCK TABLE tree IN ACCESS EXCLUSIVE MODE');
    const writing = insertRows(hurried, 'tree', { fields: ['external'], values: [['locked out']] });
    await expect(writing).rejects.toMatchObject({ code: 'SYSTEM_BUSY', kind: 'transient' });
    await test.admin.query('ROLLBACK');
    expect((await hurried.lookup('tree', 'external', ['locked out'])).size).toBe(0);
  });

  it('a deadlock: busy, not refused record by record', async () => {
    await plant([
      ['one', null, null],
      ['two', null, null],
    ]);
    await test.admin.query(
      "BEGIN; SET LOCAL deadlock_timeout = '20s'; UPDATE tree SET age = 1 WHERE external = 'two'",
    );
    const records = ['one', 'two'].map((identity) => ({ identity, values: [identity, '9'] }));
    const crossed = connector.write(
      'tree',
      { fields: ['external', 'age'], identityField: 'external', records },
      { mode: 'update', beforeCommit: nothing },
    );
    // Outside the transaction: inside it, the list of waiters would not change.
    const onlooker = new pg.Client(test.url);
    await onlooker.connect();
    await expect
      .poll(
        async () =>
          (
            await onlooker.query(
              "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
            )
          ).rowCount,
        { interval: 10 },
      )
      .toBe(1);
    await onlooker.end();
    const blocked = test.admin.query("UPDATE tree SET age = 1 WHERE external = 'one'");
    await expect(crossed).rejects.toMatchObject({ code: 'SYSTEM_BUSY', details: { sqlState: '40P01' } });
    await blocked;
    await test.admin.query('ROLLBACK');
  });

  it('a statement that takes too long: busy', async () => {
    const hurried = await test.open({ timeouts: { statementMs: 200 } });
    const writing = insertRows(hurried, 'moody', {
      fields: ['external', 'name'],
      values: [['slow', 'slow']],
    });
    await expect(writing).rejects.toMatchObject({ code: 'SYSTEM_BUSY' });
  });
});

describe('removing', () => {
  it('never takes along what others put below a record, even where the table would', async () => {
    await test.admin.query(
      'INSERT INTO parents VALUES (1), (2); INSERT INTO goes_along VALUES (10, 1), (11, 1)',
    );
    await expect(connector.remove('parents', ['2', '1'], nothing)).rejects.toMatchObject({
      code: 'SYSTEM_REFUSED',
      message: expect.stringMatching(/2 rows of 'goes_along'.*goes_along_parent_fkey/),
    });
    expect([await connector.count('parents'), await connector.count('goes_along')]).toEqual([2, 2]);
    expect(await connector.remove('parents', ['2'], nothing)).toBe(1);
  });

  it('takes a whole family that refers to itself, and not half of one', async () => {
    const outcomes = await plant([
      ['mother', null, null],
      ['daughter', 'mother', null],
    ]);
    const [mother = '', daughter = ''] = outcomes.map((outcome) => ('id' in outcome ? outcome.id : ''));
    await expect(connector.remove('tree', [mother], nothing)).rejects.toMatchObject({
      code: 'SYSTEM_REFUSED',
    });
    expect(await connector.remove('tree', [mother, daughter], nothing)).toBe(2);
  });

  it('does not count a record that a trigger keeps', async () => {
    await test.admin.query('INSERT INTO keepers VALUES (1), (2)');
    expect(await connector.remove('keepers', ['1', '2', '3'], nothing)).toBe(1);
  });
});

describe('what cannot be read or kept faithfully is never passed off as read or kept', () => {
  it('row security that hides rows is an error, not a shorter class', async () => {
    await test.admin.query(`
      CREATE TABLE guarded (id int PRIMARY KEY, external text UNIQUE); INSERT INTO guarded VALUES (1), (2);
      ALTER TABLE guarded ENABLE ROW LEVEL SECURITY;
      CREATE POLICY half ON guarded USING (id = 1);
      DROP ROLE IF EXISTS onlooker; CREATE ROLE onlooker LOGIN PASSWORD 'onlooker'; GRANT ALL ON guarded TO onlooker`);
    const url = new URL(test.url);
    url.username = 'onlooker';
    url.password = 'onlooker';
    const onlooker = await test.open({ url: url.href });
    await expect(onlooker.count('guarded')).rejects.toMatchObject({ code: 'SYSTEM_REFUSED' });
    await expect(onlooker.count('tree')).rejects.toMatchObject({ code: 'SYSTEM_REFUSED' });
    await onlooker.close();
    await test.admin.query('DROP OWNED BY onlooker; DROP ROLE onlooker');
  });

  it('bytes that are no text in UTF-8 end the read', async () => {
    const name = `ascii_${process.pid}`;
    await test.admin.query(
      `CREATE DATABASE ${name} ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
    );
    const url = new URL(test.url);
    url.pathname = name;
    const ascii = await test.open({ url: url.href });
    try {
      const client = new pg.Client(url.href);
      await client.connect();
      await client.query(
        "CREATE TABLE t (id int PRIMARY KEY, name text); INSERT INTO t VALUES (1, 'fine'), (2, E'caf\\xe9')",
      );
      await client.end();
      await expect(Array.fromAsync(ascii.read('t', { fields: ['name'] }))).rejects.toMatchObject({
        code: 'SYSTEM_REFUSED',
      });
    } finally {
      await ascii.close();
      await test.admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    }
  });

  it('a character the database cannot store is refused with its record alone', async () => {
    const name = `latin_${process.pid}`;
    await test.admin.query(
      `CREATE DATABASE ${name} ENCODING 'LATIN1' LOCALE_PROVIDER libc LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`,
    );
    const url = new URL(test.url);
    url.pathname = name;
    const latin = await test.open({ url: url.href });
    try {
      const client = new pg.Client(url.href);
      await client.connect();
      await client.query('CREATE TABLE t (id serial PRIMARY KEY, external text NOT NULL UNIQUE, name text)');
      await client.end();
      const outcomes = await insertRows(latin, 't', {
        fields: ['external', 'name'],
        values: [
          ['a', 'Zoë'],
          ['b', '🦄'],
          ['c', 'plain'],
        ],
      });
      expect(statusesOf(outcomes)).toEqual({ a: 'created', b: 'rejected', c: 'created' });
      const [batch] = await Array.fromAsync(latin.read('t', { fields: ['name'] }));
      expect(batch?.records.map(({ values }) => values)).toEqual([['Zoë'], ['plain']]);
    } finally {
      await latin.close();
      await test.admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    }
  });
});
