import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import yazl from 'yazl';
import { BUNDLE_LIMITS } from '#connectors/bundle/bundle-limits.ts';
import { failureOf, openTestBundle, readAll } from './bundle-fixture.ts';
import { makeZip, type MadeEntry } from './make-zip.ts';

const table: MadeEntry = { name: 'a.csv', data: 'id\n1\n2\n', deflate: true };

/** Opens the zip and reads all of it: a table and whatever files there are. */
const readZip = async (zip: Uint8Array, limits = BUNDLE_LIMITS, file = 'a.csv') => {
  await using bundle = await openTestBundle({ zip, classes: { a: { file } }, limits });
  return (await readAll(bundle.connector, 'a')).map((record) => record.values);
};

const zipStream = async (build: (zip: yazl.ZipFile) => void, forceZip64Format: boolean): Promise<Buffer> => {
  const zip = new yazl.ZipFile();
  build(zip);
  zip.end({ forceZip64Format, comment: 'made by yazl' });
  const pieces = await Array.fromAsync(zip.outputStream);
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece)));
};

/** Many files are written and synchronised here; a busy disk takes its time. */
const SLOW = { timeout: 60_000 };

describe('a bundle that is a zip', () => {
  it.each([
    ['stored', [{ ...table, deflate: false }]],
    ['deflated', [table]],
    [
      'with folders and other files',
      [{ name: 'x/', mode: 0o040755 }, { name: 'x/b.zip', data: 'PK' }, table],
    ],
    ['without Unix modes', [{ ...table, mode: 0 }]],
  ])('is read: %s [R20]', async (_what, entries: MadeEntry[]) => {
    expect(await readZip(makeZip(entries))).toEqual([['1'], ['2']]);
  });

  it.each([false, true])('is read as another program writes it (Zip64: %s)', async (zip64) => {
    const bytes = await zipStream((zip) => {
      zip.addBuffer(Buffer.from('id\n1\n2\n'), 'in folder/ä.csv', { forceZip64Format: zip64 });
    }, zip64);
    expect(await readZip(bytes, BUNDLE_LIMITS, 'in folder/ä.csv')).toEqual([['1'], ['2']]);
  });

  it.each([
    ['a path that leaves it', '../a.csv'],
    ['a path that leaves it from within', 'x/../../a.csv'],
    ['an absolute path', '/etc/a.csv'],
    ['a drive letter', 'C:a.csv'],
    ['a backslash', String.raw`x\a.csv`],
    ['a dot part', './a.csv'],
    ['an empty part', 'x//a.csv'],
    ['a NUL', 'a.csv\0.txt'],
    ['no name', ''],
  ])('is refused for an entry with %s, wherever the plan looks', async (_what, name) => {
    const error = await failureOf(readZip(makeZip([table, { name, data: 'x' }])));
    expect(error).toMatchObject({
      code: 'BUNDLE_UNSAFE',
      message: expect.stringContaining(JSON.stringify(name)),
    });
  });

  it.each([
    ['case', 'A.CSV'],
    ['folder and file', 'a.csv/'],
  ])('is refused for names that many systems take for one: %s', async (_what, name) => {
    const error = await failureOf(readZip(makeZip([table, { name, data: '' }])));
    expect(error).toMatchObject({ code: 'BUNDLE_UNSAFE' });
  });

  it('is refused for names that differ only in how an accent is written', async () => {
    const entries = ['é.csv'.normalize('NFC'), 'é.csv'.normalize('NFD')].map((name) => ({ ...table, name }));
    expect(await failureOf(readZip(makeZip([table, ...entries])))).toMatchObject({ code: 'BUNDLE_UNSAFE' });
  });

  it.each([
    ['link', 0o120777],
    ['character device', 0o020644],
    ['block device', 0o060644],
    ['pipe', 0o010644],
    ['socket', 0o140644],
  ])('is refused for an entry that is a %s', async (_what, mode) => {
    const error = await failureOf(readZip(makeZip([table, { name: 'x', data: '/etc/passwd', mode }])));
    expect(error).toMatchObject({ code: 'BUNDLE_UNSAFE', message: expect.stringContaining('"x"') });
  });

  it('is refused when entries overlap', async () => {
    const inner = makeZip([{ name: 'b.csv', data: 'id\n1\n' }]).subarray(0, 40);
    const entries = [
      { name: 'a.csv', data: inner },
      { name: 'b.csv', data: 'id\n1\n', offsetBy: -20 },
    ];
    expect(await failureOf(readZip(makeZip(entries)))).toMatchObject({ code: 'BUNDLE_UNSAFE' });
    const same = [
      table,
      { ...table, name: 'b.csv', offsetBy: -(30 + 5 + deflateRawSync('id\n1\n2\n').length) },
    ];
    expect(await failureOf(readZip(makeZip(same)))).toMatchObject({ code: 'BUNDLE_UNSAFE' });
  });

  it('is refused when an entry has another name in its own header', async () => {
    const error = await failureOf(readZip(makeZip([{ ...table, localName: 'b.csv' }])));
    expect(error).toMatchObject({ code: 'BUNDLE_UNSAFE' });
  });

  it('is refused when an entry unpacks out of proportion, before it has unpacked', SLOW, async () => {
    const bomb = { name: 'a.csv', data: Buffer.alloc(200 * 1024 * 1024, 'a'), deflate: true };
    const error = await failureOf(readZip(makeZip([bomb])));
    expect(error).toMatchObject({
      code: 'BUNDLE_UNSAFE',
      message: expect.stringContaining('times its size'),
    });
  });

  it('is refused when an entry is larger than it says, and unreadable when it is smaller', async () => {
    const says = (uncompressed: number) => makeZip([{ ...table, says: { uncompressed } }]);
    expect(await failureOf(readZip(says(3)))).toMatchObject({ code: 'BUNDLE_UNSAFE' });
    expect(await failureOf(readZip(says(300)))).toMatchObject({ code: 'BUNDLE_UNREADABLE' });
  });

  it('is refused beyond so many entries and so many bytes', async () => {
    const zip = makeZip([table, { name: 'b', data: '12345' }, { name: 'c', data: '' }]);
    expect(await readZip(zip, { ...BUNDLE_LIMITS, entries: 3, unpackedBytes: 12 })).toHaveLength(2);
    expect(await failureOf(readZip(zip, { ...BUNDLE_LIMITS, entries: 2 }))).toMatchObject({
      code: 'BUNDLE_UNSAFE',
    });
    const small = { ...BUNDLE_LIMITS, unpackedBytes: 11 };
    expect(await failureOf(readZip(zip, small))).toMatchObject({ code: 'BUNDLE_UNSAFE' });
  });

  it.each([
    ['encrypted', { ...table, flags: 0x801 }],
    ['packed by an unknown method', { ...table, method: 93 }],
    ['with another checksum', { ...table, says: { crc: 1 } }],
    ['damaged', { ...table, packed: Buffer.from('nonsense'), method: 8 }],
  ])('is unreadable where an entry is %s', async (_what, entry: MadeEntry) => {
    const error = await failureOf(readZip(makeZip([entry])));
    expect(error).toMatchObject({ code: 'BUNDLE_UNREADABLE', message: expect.stringContaining('"a.csv"') });
  });

  it('is unreadable when it is cut short, at any byte', SLOW, async () => {
    const whole = makeZip([table, { name: 'b.csv', data: 'id\n1\n' }]);
    for (let length = 0; length < whole.length; length += 1) {
      expect(await failureOf(readZip(whole.subarray(0, length)))).toMatchObject({
        code: 'BUNDLE_UNREADABLE',
      });
    }
  });

  it('is unreadable when it is no zip', async () => {
    expect(await failureOf(readZip(Buffer.from('id\n1\n')))).toMatchObject({ code: 'BUNDLE_UNREADABLE' });
  });
});

describe('a bundle that is a folder', () => {
  /** A folder with a table, whatever `prepare` adds, and a class that reads `file`. */
  const readFolder = async (file: string, prepare: (root: string) => Promise<void>) => {
    await using bundle = await openTestBundle({
      files: { 'a.csv': 'id\n1\n', 'files/one.txt': 'one' },
      classes: { a: { file, ...(file.endsWith('/') && { key: 'path' }) } },
    });
    await prepare(bundle.path);
    return (await readAll(bundle.connector, 'a')).map((record) => record.id);
  };
  const outside = async (root: string) => {
    const path = join(root, '..', 'outside');
    await mkdir(path);
    await writeFile(join(path, 'secret.csv'), 'id\n42\n');
    return path;
  };

  it.each(['../outside/secret.csv', '/etc/passwd', 'x/../../outside/secret.csv', String.raw`..\secret.csv`])(
    'is not left by the path %j',
    async (file) => {
      const reading = readFolder(file, async (root) => void (await outside(root)));
      expect(await failureOf(reading)).toMatchObject({ code: 'BUNDLE_UNSAFE' });
    },
  );

  it('is not left through a link to a file, a link to a folder, or a folder behind a link', async () => {
    const toFile = readFolder('b.csv', async (root) => {
      await symlink(join(await outside(root), 'secret.csv'), join(root, 'b.csv'));
    });
    expect(await failureOf(toFile)).toMatchObject({ code: 'BUNDLE_UNSAFE' });
    const through = readFolder('b/secret.csv', async (root) => symlink(await outside(root), join(root, 'b')));
    expect(await failureOf(through)).toMatchObject({ code: 'BUNDLE_UNSAFE' });
    const listed = readFolder('files/', async (root) =>
      symlink(await outside(root), join(root, 'files', 'b')),
    );
    expect(await failureOf(listed)).toMatchObject({ code: 'BUNDLE_UNSAFE' });
  });

  it('may hold links that stay inside, but none that lead in a circle', async () => {
    const inside = await readFolder('b.csv', (root) => symlink('a.csv', join(root, 'b.csv')));
    expect(inside).toEqual(['1']);
    const circle = readFolder('files/', (root) => symlink('.', join(root, 'files', 'again')));
    expect(await failureOf(circle)).toMatchObject({ code: 'BUNDLE_UNSAFE' });
  });

  it('is refused where a file is none, but a socket', async () => {
    const refusal = async (file: string, name: string) => {
      const server = createServer();
      const listen = (root: string) =>
        new Promise<void>((resolve) => {
          server.listen(join(root, name), resolve);
        });
      try {
        return await failureOf(readFolder(file, listen));
      } finally {
        server.close();
      }
    };
    expect(await refusal('s.csv', 's.csv')).toMatchObject({ code: 'BUNDLE_UNSAFE' });
    expect(await refusal('files/', 'files/s')).toMatchObject({ code: 'BUNDLE_UNSAFE' });
  });

  it('is refused where names differ only in case', async () => {
    const both = readFolder('files/', (root) => writeFile(join(root, 'files', 'ONE.txt'), 'other'));
    expect(await failureOf(both)).toMatchObject({ code: 'BUNDLE_UNSAFE' });
  });

  it('is unreadable where the plan takes a folder for a file or a file for a folder', async () => {
    const nothing = async () => {};
    expect(await failureOf(readFolder('files', nothing))).toMatchObject({ code: 'BUNDLE_UNREADABLE' });
    expect(await failureOf(readFolder('a.csv/', nothing))).toMatchObject({ code: 'BUNDLE_UNREADABLE' });
    expect(await failureOf(readFolder('none/', nothing))).toMatchObject({ code: 'BUNDLE_UNREADABLE' });
  });
});
