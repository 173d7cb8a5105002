import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Papa from 'papaparse';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CONTACT_COLUMNS, generateContacts } from './generate-contacts.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'contacts-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const generate = async (name: string, seed: number): Promise<string> => {
  const file = join(folder, name);
  const bytes = await generateContacts({ file, rows: 20_000, seed });
  const content = await readFile(file);
  expect(content.length).toBe(bytes);
  return createHash('sha256').update(content).digest('hex');
};

it('writes the same contacts for the same seed, and others for another', async () => {
  const [one, again, other] = [await generate('a', 1), await generate('b', 1), await generate('c', 2)];
  expect(again).toBe(one);
  expect(other).not.toBe(one);
});

it('writes 20 columns a row, about 240 bytes, phones in a dozen formats and notes with line breaks', async () => {
  const text = await readFile(join(folder, 'a'), 'utf8');
  const rows = Papa.parse<string[]>(text, { skipEmptyLines: true }).data;
  expect(rows).toHaveLength(20_001);
  expect(rows.every((row) => row.length === CONTACT_COLUMNS.length)).toBe(true);
  expect(CONTACT_COLUMNS).toHaveLength(20);
  expect(Buffer.byteLength(text) / 20_000).toBeGreaterThan(225);
  expect(Buffer.byteLength(text) / 20_000).toBeLessThan(255);
  expect(new Set(rows.slice(1).map((row) => (row[6] ?? '').replaceAll(/\d/gu, '9'))).size).toBeGreaterThan(
    11,
  );
  expect(rows.some((row) => row[19]?.includes('\n'))).toBe(true);
});
