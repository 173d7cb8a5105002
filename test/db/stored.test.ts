import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonicalJson, chainHash, CHAIN_START } from '#db/audit-chain.ts';
import { readStored, storableJson, storableText } from '#db/stored.ts';
import { translateError } from '#db/translate-error.ts';

describe('what is stored as JSON', () => {
  it('holds neither NUL nor half a character, whatever came in', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: 'binary' }), (value, text) => {
        const texts: string[] = [];
        JSON.parse(storableJson({ value, [text]: text }), (key, part: unknown) => {
          texts.push(key, ...(typeof part === 'string' ? [part] : []));
        });
        expect(texts.filter((one) => one.includes('\0') || !one.isWellFormed())).toEqual([]);
        expect(storableText(text).isWellFormed()).toBe(true);
        expect(storableText(text)).not.toContain('\0');
      }),
    );
    expect(storableText('a\0b\ud800c')).toBe('a\uFFFDb\uFFFDc');
  });

  it('that is not what we wrote stops us, and says where without saying what', () => {
    const read = (): unknown =>
      readStored('pause', z.object({ by: z.object({ kind: z.literal('cli') }) }), { by: { kind: 'secret' } });
    expect(read).toThrow(/"pause".*by\.kind/u);
    expect(read).not.toThrow(/secret/u);
  });
});

describe('the hash of an audit entry', () => {
  const entry = {
    sequence: 1,
    at: new Date('2026-11-21T00:00:00.123Z'),
    actor: { kind: 'cli', name: 'ann' } as const,
    action: 'run.start',
    planId: null,
    runId: null,
    details: { a: 1, b: 'x' },
    previousHash: CHAIN_START,
  };

  it('is the same whatever the order of the keys, and another for every other content', () => {
    expect(chainHash({ ...entry, details: { b: 'x', a: 1 } })).toBe(chainHash(entry));
    const others = [
      { ...entry, sequence: 2 },
      { ...entry, at: new Date('2026-11-21T00:00:00.124Z') },
      { ...entry, details: { a: 1, b: 'y' } },
      { ...entry, planId: 'p' },
      { ...entry, runId: 'p' },
      { ...entry, previousHash: '1'.repeat(64) },
    ];
    expect(new Set([entry, ...others].map(chainHash)).size).toBe(others.length + 1);
  });

  it('is made from text that JSON reads back as the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe('errors of the driver', () => {
  const pgError = (code: string): Error => Object.assign(new Error('value canary'), { code });
  it.each([
    ['40P01', 'DATABASE_BUSY'],
    ['57014', 'DATABASE_BUSY'],
    ['53300', 'DATABASE_BUSY'],
    ['08006', 'DATABASE_UNREACHABLE'],
    ['57P01', 'DATABASE_UNREACHABLE'],
    ['25006', 'DATABASE_UNREACHABLE'],
    ['ECONNREFUSED', 'DATABASE_UNREACHABLE'],
    ['28P01', 'DATABASE_UNSUITABLE'],
    ['42P01', 'DATABASE_UNSUITABLE'],
    ['23505', 'INVARIANT_BROKEN'],
    ['XX000', 'INVARIANT_BROKEN'],
  ])('%s is %s, also inside wrappers', (sqlstate, code) => {
    for (const error of [pgError(sqlstate), new Error('query canary', { cause: pgError(sqlstate) })]) {
      const translated = translateError(error);
      expect(translated).toMatchObject({ code, details: { sqlstate } });
      expect(`${translated.message}${translated.stack}${String(translated.cause)}`).not.toContain('canary');
    }
    expect(translateError(new AggregateError([pgError(sqlstate)], 'all failed')).code).toBe(code);
  });

  it('without a code are known by their text, and anything else is our own fault', () => {
    expect(translateError(new Error('Query read timeout')).code).toBe('DATABASE_BUSY');
    expect(translateError(new Error('Connection terminated unexpectedly')).code).toBe('DATABASE_UNREACHABLE');
    expect(translateError(new TypeError('x is not a function')).code).toBe('INVARIANT_BROKEN');
    expect(translateError('nonsense').code).toBe('INVARIANT_BROKEN');
  });
});
