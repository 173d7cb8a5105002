import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import { chainHash, CHAIN_START } from '#db/audit-chain.ts';
import { migrateSchema } from '#db/migrate-schema.ts';
import { openStore } from '#db/open-store.ts';
import { openTestStore, quiet, startRun } from './test-store.ts';

const ENTRIES = 120;

describe('the audit log', () => {
  let open: Awaited<ReturnType<typeof openTestStore>>;
  let admin: pg.Client;
  beforeAll(async () => {
    open = await openTestStore();
    admin = new pg.Client(open.url);
    await admin.connect();
    const run = await startRun(open.store);
    for (let number = 1; number <= ENTRIES; number += 1) {
      await open.store.audit.append({
        actor: number % 2 ? { kind: 'slack', userId: 'U1' } : { kind: 'lockstep' },
        action: 'test.entry',
        planId: run.planId,
        runId: run.id,
        details: { number, text: 'line\nbreak \0 \ud800', ratio: 0.1, none: null, yes: true },
      });
    }
  });
  afterAll(async () => {
    await admin.end();
    await open.drop();
  });

  /** Does something to the log that its guards forbid, looks at what the check says, and undoes it. */
  const tampered = async (sql: string, kept?: { count: number; hash: string }) => {
    const saved = await admin.query('select * from lockstep.audit_entries');
    const head = await admin.query('select * from lockstep.audit_head');
    await admin.query("set session_replication_role = 'replica'");
    await admin.query(sql);
    const verdict = await open.verifyAudit(kept);
    await admin.query('truncate lockstep.audit_entries');
    await admin.query(
      'insert into lockstep.audit_entries select * from jsonb_populate_recordset(null::lockstep.audit_entries, $1)',
      [JSON.stringify(saved.rows.map((row) => ({ ...row, at: row.at.toISOString() })))],
    );
    await admin.query('update lockstep.audit_head set sequence = $1, hash = $2', [
      head.rows[0].sequence,
      head.rows[0].hash,
    ]);
    await admin.query("set session_replication_role = 'origin'");
    expect(await open.verifyAudit()).toMatchObject({ sound: true });
    return verdict;
  };

  it('is sound as it was written, and says where it ends', async () => {
    const head = await open.auditHead();
    expect(head.count).toBe(ENTRIES);
    expect(await open.verifyAudit(head)).toEqual({ sound: true, head });
  });

  it('refuses change, removal and emptying, to everybody', async () => {
    const append = /append-only/u;
    await expect(admin.query("update lockstep.audit_entries set action = 'x'")).rejects.toThrow(append);
    await expect(admin.query('delete from lockstep.audit_entries')).rejects.toThrow(append);
    await expect(admin.query('truncate lockstep.audit_entries')).rejects.toThrow(append);
    await expect(admin.query('delete from lockstep.audit_head')).rejects.toThrow(append);
    await expect(admin.query('truncate lockstep.audit_head')).rejects.toThrow(append);
  });

  it('leaves the role that owns it nothing but reading and adding', async () => {
    const name = new URL(open.url).pathname.slice(1);
    await admin.query(`create role ${name}_app login password 'app'`);
    await admin.query(`create database ${name}_owned owner ${name}_app`);
    const url = new URL(open.url);
    Object.assign(url, { username: `${name}_app`, password: 'app', pathname: `/${name}_owned` });
    await migrateSchema(url.href);
    const app = new pg.Client(url.href);
    await app.connect();
    const { rows } = await app.query(
      `select privilege, has_table_privilege('lockstep.audit_entries', privilege) as granted
       from unnest(array['select', 'insert', 'update', 'delete', 'truncate']) as privilege`,
    );
    expect(Object.fromEntries(rows.map((row) => [row.privilege, row.granted]))).toEqual({
      select: true,
      insert: true,
      update: false,
      delete: false,
      truncate: false,
    });
    const asApp = await openStore({ url: url.href, log: quiet });
    await asApp.store.audit.append({ actor: { kind: 'lockstep' }, action: 'as.app', details: {} });
    expect(await asApp.verifyAudit()).toMatchObject({ sound: true, head: { count: 1 } });
    await asApp.close();
    await app.end();
    await admin.query(`drop database ${name}_owned with (force)`);
    await admin.query(`drop role ${name}_app`);
  });

  it.each([1, 2, 61, ENTRIES - 1, ENTRIES])('shows that entry %i was edited', async (at) => {
    for (const change of [
      "action = 'other'",
      'details = details || \'{"number": 999}\'',
      'actor = \'{"kind": "cli", "name": "eve"}\'',
      "at = at + interval '1 ms'",
      'run_id = null',
      `hash = '${CHAIN_START}'`,
    ]) {
      const verdict = await tampered(`update lockstep.audit_entries set ${change} where sequence = ${at}`);
      expect(verdict).toMatchObject({ sound: false, firstBad: at });
    }
  });

  it.each([1, 2, 61, ENTRIES - 1])(
    'shows that entry %i was taken out, with and without closing the gap',
    async (at) => {
      const remove = `delete from lockstep.audit_entries where sequence = ${at}`;
      expect(await tampered(remove)).toMatchObject({ sound: false, firstBad: at });
      const close = `${remove}; update lockstep.audit_entries set sequence = -sequence where sequence > ${at};
      update lockstep.audit_entries set sequence = -sequence - 1 where sequence < 0`;
      expect(await tampered(close)).toMatchObject({ sound: false, firstBad: at });
    },
  );

  it('shows that the end was cut off, also when the head was adjusted and an older head was kept elsewhere', async () => {
    const kept = await open.auditHead();
    const cut = 'delete from lockstep.audit_entries where sequence > 100';
    expect(await tampered(cut)).toMatchObject({ sound: false, firstBad: 101 });
    const adjusted = `${cut}; update lockstep.audit_head set sequence = 100,
      hash = (select hash from lockstep.audit_entries where sequence = 100)`;
    expect(await tampered(adjusted, kept)).toMatchObject({ sound: false, firstBad: 101 });
  });

  it.each([1, 61, ENTRIES])('shows that entry %i was put in', async (at) => {
    const insert = `update lockstep.audit_entries set sequence = -sequence where sequence >= ${at};
      update lockstep.audit_entries set sequence = -sequence + 1 where sequence < 0;
      insert into lockstep.audit_entries select ${at}, at, actor, 'forged', plan_id, run_id, details, previous_hash, hash
        from lockstep.audit_entries where sequence = ${at} + 1`;
    expect(await tampered(insert)).toMatchObject({ sound: false, firstBad: at });
    const before = `insert into lockstep.audit_entries select 0, at, actor, action, plan_id, run_id, details, previous_hash, hash
        from lockstep.audit_entries where sequence = 1`;
    expect(await tampered(before)).toMatchObject({ sound: false, firstBad: 0 });
  });

  it('shows that two entries changed places', async () => {
    const swap = `update lockstep.audit_entries set sequence = -1 where sequence = 50;
      update lockstep.audit_entries set sequence = 50 where sequence = 51;
      update lockstep.audit_entries set sequence = 51 where sequence = -1`;
    expect(await tampered(swap)).toMatchObject({ sound: false, firstBad: 50 });
  });

  it('shows a log rewritten from some entry on, if a head was kept elsewhere', async () => {
    const kept = await open.auditHead();
    const { rows } = await admin.query(
      'select * from lockstep.audit_entries where sequence >= 90 order by sequence',
    );
    let previousHash: string = rows[0].previous_hash;
    const restamped = rows.map((row) => {
      const entry = {
        sequence: Number(row.sequence),
        at: row.at,
        actor: row.actor,
        action: 'rewritten',
        planId: row.plan_id,
        runId: row.run_id,
        details: row.details,
        previousHash,
      };
      const hash = chainHash(entry);
      const sql = `update lockstep.audit_entries set action = 'rewritten', previous_hash = '${previousHash}', hash = '${hash}' where sequence = ${entry.sequence}`;
      previousHash = hash;
      return sql;
    });
    const rewrite = `${restamped.join(';')}; update lockstep.audit_head set hash = '${previousHash}'`;
    expect(await tampered(rewrite)).toMatchObject({ sound: true });
    expect(await tampered(rewrite, kept)).toMatchObject({ sound: false, firstBad: ENTRIES });
    expect(await tampered(rewrite, { count: ENTRIES, hash: 'x'.repeat(64) })).toMatchObject({ sound: false });
  });

  it('stays without a gap when twenty write at the same time, and some of them fail', async () => {
    const before = await open.auditHead();
    const answers = await Promise.allSettled(
      Array.from({ length: 100 }, (_, index) =>
        open.store.transaction(async (tx) => {
          await tx.audit.append({ actor: { kind: 'lockstep' }, action: 'race', details: { index } });
          if (index % 5 === 0) throw new Error('rolled back');
          await tx.audit.append({ actor: { kind: 'lockstep' }, action: 'race.second', details: { index } });
        }),
      ),
    );
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(80);
    const verdict = await open.verifyAudit(before);
    expect(verdict).toMatchObject({ sound: true, head: { count: before.count + 160 } });
  });
});
