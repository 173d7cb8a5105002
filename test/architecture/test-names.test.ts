import { describe, expect, it } from 'vitest';
import { sourceFiles } from './source-files.ts';

const range = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, index) => `R${from + index}`);

/** Every requirement there is; the ledger numbers them by chapter. */
const REQUIREMENTS = new Set([
  ...range(1, 8),
  ...range(10, 12),
  ...range(20, 33),
  ...range(40, 43),
  ...range(50, 54),
  ...range(60, 67),
  ...range(70, 74),
]);

const idsIn = (text: string): string[] =>
  [...text.matchAll(/\[(R\d+(?:,\s*R\d+)*)\]/g)].flatMap(([, ids = '']) => ids.split(/,\s*/));

describe('the names of the tests', () => {
  const tests = sourceFiles('test').filter(
    ({ path }) => path.endsWith('.test.ts') && !path.startsWith('test/architecture/'),
  );

  it('name only requirements that exist', () => {
    const unknown = tests.flatMap(({ path, text }) =>
      idsIn(text)
        .filter((id) => !REQUIREMENTS.has(id))
        .map((id) => `${path}: ${id}`),
    );
    expect(unknown).toEqual([]);
  });

  it('prove the requirements of the test sample', () => {
    const proved = new Set(tests.flatMap(({ text }) => idsIn(text)));
    expect(['R20', 'R22', 'R23', 'R24', 'R25', 'R26', 'R32'].filter((id) => !proved.has(id))).toEqual([]);
  });

  it('leave no test switched off or alone', () => {
    const found = tests.filter(({ text }) =>
      /\b(it|test|describe)(\.each)?\.(only|skip|todo)\b|\b(xit|fit|xdescribe)\(/.test(text),
    );
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});
