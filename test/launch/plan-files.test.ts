import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isLockstepError } from '#domain/errors.ts';
import { checkPlans } from '#launch/doctor/check-plans.ts';
import { resolveSecret } from '#launch/open-systems.ts';
import { planFiles } from '#launch/plan-files.ts';

const folder = mkdtempSync(join(tmpdir(), 'lockstep-plans-'));
const charlotte = join(import.meta.dirname, '..', '..', 'plans', 'charlotte');

beforeAll(() => {
  cpSync(charlotte, join(folder, 'charlotte'), { recursive: true });
  mkdirSync(join(folder, 'broken'));
  writeFileSync(join(folder, 'broken', 'plan.yml'), 'lockstep: 1\nname: UPPER\n');
  mkdirSync(join(folder, 'no-plan-here'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the folder of plans', () => {
  it('gives every plan, and names the ones that are faulty', async () => {
    const { contents, faults } = await planFiles(folder).read();
    expect(contents.map(({ plan }) => plan.name)).toEqual(['charlotte']);
    expect(faults).toMatchObject([{ folder: join(folder, 'broken'), error: { code: 'PLAN_INVALID' } }]);
  });

  it('is named when it cannot be read', async () => {
    const missing = join(folder, 'missing');
    await expect(planFiles(missing).read()).rejects.toThrow(missing);
  });

  it('is gone through by the doctor: faults, and variables that are not set', async () => {
    const { contents, faults } = await planFiles(folder).read();
    const settings = {
      plans: contents.map(({ plan }) => plan),
      faults: faults.map(({ error }) => error),
      isPractice: false,
    };
    const findings = checkPlans({ ...settings, secret: () => null });
    expect(findings.map(({ state }) => state)).toEqual(['wrong', 'wrong']);
    expect(findings[1]?.what).toContain('CHARLOTTE_EXPORT, CHARLOTTE_SANDBOX_URL');
    expect(findings.every(({ advice }) => advice !== undefined)).toBe(true);
    expect(checkPlans({ ...settings, faults: [], secret: () => 'set' })).toMatchObject([{ state: 'ok' }]);
    expect(checkPlans({ ...settings, faults: [], plans: [], secret: () => null })).toMatchObject([
      { state: 'wrong', what: 'There is no plan.' },
    ]);
  });
});

describe('a setting that a plan takes from the environment', () => {
  it('is resolved, and its absence is named', () => {
    expect(resolveSecret({ env: 'CRM_URL' }, (name) => `value of ${name}`)).toBe('value of CRM_URL');
    expect(resolveSecret('as it stands', () => null)).toBe('as it stands');
    expect(() => resolveSecret({ env: 'CRM_URL' }, () => '')).toThrow(
      expect.toSatisfy(
        (error) => isLockstepError(error, 'PLAN_MISMATCH') && error.message.includes('CRM_URL'),
      ),
    );
  });
});
