import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlanContent } from '#domain/plan/plan-content.ts';
import { planSchema } from '#domain/plan/plan-schema.ts';
import { loadCustomTransforms } from '#engine/mapping/load-custom.ts';
import { hashPlan } from '#engine/plan/hash-plan.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockstep-custom-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const contentOf = (specs: readonly string[], files: Record<string, string>): PlanContent => {
  const plan = planSchema.parse({
    lockstep: 1,
    name: 'plan',
    title: 'Plan',
    slack: { channel: 'C00' },
    source: { sandbox: { kind: 'postgres', url: 'x' } },
    destination: { sandbox: { kind: 'postgres', url: 'x' } },
    roles: {},
    classes: {
      leads: {
        source: 'a',
        destination: 'b',
        identity: 'id',
        fields: Object.fromEntries(
          specs.map((spec, index) => [`f${index}`, { transforms: [{ use: 'custom', function: spec }] }]),
        ),
      },
    },
  });
  return { hash: hashPlan(JSON.stringify(specs), files), plan, text: '', files, folder: '/nowhere' };
};

describe('custom transforms', () => {
  it('come from the plan’s content, whatever lies in the folder it was read from', async () => {
    const content = contentOf(['./custom/shift.ts#shift'], {
      './custom/shift.ts': 'export const shift = (value: string): string => `shifted ${value}`;\n',
    });
    const custom = await loadCustomTransforms(content, folder);
    expect(custom('./custom/shift.ts#shift')('x', () => null)).toBe('shifted x');
  });

  it('are written anew when somebody changed them in the work folder', async () => {
    const content = contentOf(['./a.ts#a'], { './a.ts': 'export const a = () => "right";\n' });
    const path = join(folder, 'plan-code', content.hash, 'a.ts');
    await mkdir(join(folder, 'plan-code', content.hash), { recursive: true });
    await writeFile(path, 'export const a = () => "wrong";\n');
    const custom = await loadCustomTransforms(content, folder);
    expect(custom('./a.ts#a')(null, () => null)).toBe('right');
  });

  it('that do not exist are named all at once', async () => {
    const content = contentOf(['./a.ts#a', './a.ts#b', './c.ts#c'], {
      './a.ts': 'export const a = () => null; export const b = 5;\n',
    });
    await expect(loadCustomTransforms(content, folder)).rejects.toMatchObject({
      code: 'PLAN_MISMATCH',
      message: 'These custom transforms do not exist: ./a.ts#b, ./c.ts#c.',
    });
  });

  it('that cannot be loaded are told of with their file', async () => {
    const content = contentOf(['./a.ts#a'], {
      './a.ts': "import './elsewhere.ts'; export const a = () => null;\n",
    });
    await expect(loadCustomTransforms(content, folder)).rejects.toMatchObject({
      code: 'PLAN_MISMATCH',
      message: 'The custom transforms in ./a.ts cannot be loaded.',
    });
  });

  it('never write outside the work folder', async () => {
    const content = contentOf(['./../../../../evil.ts#a'], {
      './../../../../evil.ts': 'export const a = () => null;\n',
    });
    await expect(loadCustomTransforms(content, join(folder, 'x'))).rejects.toMatchObject({
      code: 'PLAN_MISMATCH',
    });
    expect(await readdir(folder)).toEqual([]);
  });

  it('of a plan without any need no folder', async () => {
    const custom = await loadCustomTransforms(contentOf([], {}), join(folder, 'never'));
    expect(() => custom('./a.ts#a')).toThrow('names no custom transform');
    expect(await readdir(folder)).toEqual([]);
  });

  it('can be loaded by many workers at once', async () => {
    const content = contentOf(['./a.ts#a'], {
      './a.ts': `export const a = () => 'all of it'; // ${'x'.repeat(100_000)}\n`,
    });
    const all = await Promise.all(Array.from({ length: 20 }, () => loadCustomTransforms(content, folder)));
    expect(new Set(all.map((custom) => custom('./a.ts#a')(null, () => null)))).toEqual(
      new Set(['all of it']),
    );
  });
});
