import { createHash } from 'node:crypto';
import { rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BUNDLE_LIMITS } from '#connectors/bundle/bundle-limits.ts';
import { failureOf, openTestBundle, readAll } from './bundle-fixture.ts';
import { makeZip } from './make-zip.ts';

const FILES = {
  'files/deal-1/contract é.pdf': Buffer.from([0, 1, 2, 255]),
  'files/deal-1/deep/er.txt': 'deep',
  'files/deal-2/empty.txt': '',
  'files/loose.txt': 'loose',
  'filesystem.txt': 'no file of the class',
};
const CLASSES = { files: { file: 'files/', key: 'path' } };
const sha256 = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');

const bundles = [
  ['folder', { files: FILES, classes: CLASSES }],
  [
    'zip',
    {
      zip: makeZip(
        Object.entries(FILES).map(([name, data]) => ({ name, data, deflate: name.endsWith('.txt') })),
      ),
      classes: CLASSES,
    },
  ],
] as const;

describe('a folder of files in a bundle', () => {
  it.each(bundles)('has a record for each file, with its checksum: %s [R28]', async (_kind, input) => {
    await using bundle = await openTestBundle(input);
    const schema = await bundle.connector.describe();
    expect(schema.classes[0]?.fields.map(({ name, type }) => [name, type])).toEqual([
      ['path', 'text'],
      ['name', 'text'],
      ['parent', 'text'],
      ['bytes', 'integer'],
      ['sha256', 'text'],
      ['content', 'bytes'],
    ]);
    expect(await bundle.connector.count('files')).toBe(4);
    const records = await readAll(bundle.connector, 'files');
    expect(records).toEqual(
      [
        ['deal-1/contract é.pdf', 'contract é.pdf', 'deal-1', FILES['files/deal-1/contract é.pdf']],
        ['deal-1/deep/er.txt', 'er.txt', 'deal-1', Buffer.from('deep')],
        ['deal-2/empty.txt', 'empty.txt', 'deal-2', Buffer.from('')],
        ['loose.txt', 'loose.txt', null, Buffer.from('loose')],
      ].map(([path, name, parent, data]) => {
        if (!Buffer.isBuffer(data)) throw new Error('not a buffer');
        return {
          id: path,
          values: [path, name, parent, String(data.length), sha256(data), data.toString('hex')],
        };
      }),
    );
    const [one] = await readAll(bundle.connector, 'files', {
      fields: ['content', 'name'],
      ids: ['loose.txt'],
    });
    expect(one?.values).toEqual([Buffer.from('loose').toString('hex'), 'loose.txt']);
  });

  it('says why a content cannot be had, and only to who asks for it [R28] [R32]', async () => {
    await using bundle = await openTestBundle({
      files: { 'files/a.bin': 'changes', 'files/b.bin': 'goes', 'files/c.bin': 'larger than the limit' },
      classes: CLASSES,
      limits: { ...BUNDLE_LIMITS, contentBytes: 10 },
    });
    expect(await bundle.connector.count('files')).toBe(3);
    await writeFile(join(bundle.path, 'files/a.bin'), 'CHANGED');
    const plain = await readAll(bundle.connector, 'files', { fields: ['path'] });
    expect(plain.every((record) => record.reasons === undefined)).toBe(true);
    const records = await readAll(bundle.connector, 'files', {
      fields: ['content'],
      ids: ['a.bin', 'c.bin'],
    });
    expect(records.map(({ values, reasons }) => [values, reasons])).toEqual([
      [
        [null],
        [{ code: 'file-unreadable', field: 'content', detail: 'the file changed after it was listed' }],
      ],
      [
        [null],
        [{ code: 'file-unreadable', field: 'content', detail: '21 bytes; 10 is the most that can be moved' }],
      ],
    ]);
    await rm(join(bundle.path, 'files/b.bin'));
    const [gone] = await readAll(bundle.connector, 'files', { fields: ['content'], ids: ['b.bin'] });
    expect(gone?.reasons?.map(({ code }) => code)).toEqual(['file-unreadable']);
  });

  it('lists a damaged or encrypted file as one that cannot be moved, and the others with it [R28] [R32]', async () => {
    await using bundle = await openTestBundle({
      zip: makeZip([
        { name: 'files/good.txt', data: 'good' },
        { name: 'files/damaged.txt', data: 'damaged', says: { crc: 7 } },
        { name: 'files/secret.txt', data: 'secret', flags: 0x801 },
      ]),
      classes: CLASSES,
    });
    expect(await bundle.connector.count('files')).toBe(3);
    for (const fields of [['path'], ['content', 'path']]) {
      const records = await readAll(bundle.connector, 'files', { fields });
      const facts = records.map((record) => [record.values.at(-1), record.reasons?.map(({ code }) => code)]);
      expect(facts).toEqual([
        ['damaged.txt', ['file-unreadable']],
        ['good.txt', undefined],
        ['secret.txt', ['file-unreadable']],
      ]);
    }
  });

  it('is listed again when a file has changed since', async () => {
    await using bundle = await openTestBundle({ files: { 'files/a.txt': 'one' }, classes: CLASSES });
    expect(await bundle.connector.count('files')).toBe(1);
    await writeFile(join(bundle.path, 'files/a.txt'), 'two');
    await utimes(join(bundle.path, 'files/a.txt'), 1, 1);
    const again = await bundle.again();
    const [record] = await readAll(again, 'files', { fields: ['sha256'] });
    expect(record?.values).toEqual([sha256('two')]);
    await again.close();
  });

  it('has path for its key, and no other', async () => {
    await using bundle = await openTestBundle({
      files: { 'files/a.txt': 'one' },
      classes: { files: { file: 'files/', key: 'name' } },
    });
    expect(await failureOf(bundle.connector.count('files'))).toMatchObject({ code: 'BUNDLE_UNREADABLE' });
  });
});
