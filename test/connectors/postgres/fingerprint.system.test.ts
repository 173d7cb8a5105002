import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nothing, openTestSchema, type TestSchema } from './open-test-schema.ts';

describe('the fingerprint of a database', () => {
  let test: TestSchema;
  let other: TestSchema;
  const tables = 'CREATE SCHEMA second; CREATE TABLE leads (id int PRIMARY KEY)';
  beforeAll(async () => {
    [test, other] = [await openTestSchema(tables), await openTestSchema(tables)];
  });
  afterAll(async () => {
    await test.close();
    await other.close();
  });

  it('is the same at every opening, and another for another schema or database', async () => {
    const first = await (await test.open()).fingerprint();
    expect(first).toMatch(/^[0-9a-f]{32}$/u);
    expect(await (await test.open()).fingerprint()).toBe(first);
    expect(await (await test.open({ schema: 'second' })).fingerprint()).not.toBe(first);
    expect(await (await other.open()).fingerprint()).not.toBe(first);
  });

  it('is found where the server does not tell its identifier', async () => {
    const whole = await (await test.open()).fingerprint();
    const name = 'fingerprint_guest';
    await test.admin.query(`
      REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC;
      CREATE ROLE ${name} LOGIN PASSWORD 'guest'`);
    try {
      const url = new URL(test.url);
      url.username = name;
      url.password = 'guest';
      const guest = await test.open({ url: url.href });
      const found = await guest.fingerprint();
      expect(found).toMatch(/^[0-9a-f]{32}$/u);
      expect(found).not.toBe(whole);
      expect(await (await test.open({ url: url.href })).fingerprint()).toBe(found);
      await guest.close().then(nothing);
    } finally {
      await test.admin.query(`DROP ROLE ${name}`);
    }
  });
});
