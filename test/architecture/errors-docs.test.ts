import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ERROR_CODES } from '#domain/error-codes.ts';
import { ROOT, sourceFiles } from './source-files.ts';

const headings = (markdown: string): string[] =>
  [...markdown.matchAll(/^##\s+`?([A-Z][A-Z0-9_]+)`?\s*$/gm)].map(([, code = '']) => code);

describe('docs/errors.md', () => {
  const markdown = readFileSync(join(ROOT, 'docs', 'errors.md'), 'utf8');
  const codes = Object.keys(ERROR_CODES);

  it('has an entry for every error code, once, and no other', () => {
    expect(headings(markdown).toSorted()).toEqual(codes.toSorted());
  });

  it('says in every entry what it means and what to do', () => {
    const entries = markdown.split(/^## /m).slice(1);
    const thin = entries.filter((entry) => entry.trim().length < 80);
    expect(thin.map((entry) => entry.split('\n')[0])).toEqual([]);
  });

  it('names no code that nothing raises', () => {
    const sources = sourceFiles('src')
      .filter(({ path }) => path !== 'src/domain/error-codes.ts')
      .map(({ text }) => text)
      .join('\n');
    expect(sources.length).toBeGreaterThan(10_000);
    expect(codes.filter((code) => !new RegExp(`['"\`]${code}['"\`]`).test(sources))).toEqual([]);
  });

  it('would be caught with a code too many or too few', () => {
    const planted = `${markdown}\n## NOT_A_CODE\n\nText.\n`;
    expect(headings(planted)).toContain('NOT_A_CODE');
    expect(headings(markdown.replace('## CONFIG_INVALID', '## Settings'))).not.toContain('CONFIG_INVALID');
  });
});
