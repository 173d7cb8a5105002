import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { USAGE } from '#launch/parse-command-line.ts';

const DOCUMENTS = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'GLOSSARY.md',
  'CHANGELOG.md',
  'docs/plan.md',
  'docs/commands.md',
  'docs/settings.md',
  'docs/errors.md',
];
const read = (file: string): string => readFileSync(file, 'utf8');
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

describe('the documents', () => {
  it('are all there', () => {
    expect(DOCUMENTS.filter((file) => !existsSync(file))).toEqual([]);
  });

  it.each(DOCUMENTS)('link only to what exists: %s', (file) => {
    const links = [...read(file).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(
      (match) => match[1] ?? '',
    );
    expect(links.filter((link) => !existsSync(join(dirname(file), link)))).toEqual([]);
  });

  it.each(DOCUMENTS)('name only npm commands that exist: %s', (file) => {
    const text = read(file);
    const named = [...text.matchAll(/`?npm run ([a-z:]+)/g)].map((match) => match[1] ?? '');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it.each(DOCUMENTS)('name only files of the project that exist: %s', (file) => {
    const named = [
      ...read(file).matchAll(/`((?:src|test|plans|scripts)\/[\w./-]+\.(?:ts|tsx|mjs|yml|sql|md))`/g),
    ];
    const files = named.map((match) => match[1] ?? '').filter((name) => !/[A-Z]{3}/.test(name)); // NAME stands for yours
    expect(files.filter((name) => !existsSync(name))).toEqual([]);
  });

  it('name only words of the command line that it knows', () => {
    const named = [...read('README.md').matchAll(/src\/main\.ts ([a-z]+)/g)].map((match) => match[1] ?? '');
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((word) => !USAGE.includes(`  ${word}`))).toEqual([]);
  });
});

it('the README has the two commands, and CI runs the second as it stands there', () => {
  const blocks = [...read('README.md').matchAll(/```sh\n\s*([^\n]+)\n\s*```/g)].map((match) => match[1]);
  expect(blocks.slice(0, 2)).toEqual(['npm start', 'npm test']);
  expect(read('.ci/run').trimEnd().endsWith('\nnpm test')).toBe(true);
});
