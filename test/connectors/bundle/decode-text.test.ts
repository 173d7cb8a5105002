import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { decodeText } from '#connectors/bundle/decode-text.ts';
import { failureOf } from './bundle-fixture.ts';

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const decode = async (bytes: Buffer, encoding = 'utf-8', size = 7): Promise<string> => {
  let text = '';
  for await (const piece of decodeText(pieces(bytes, size), { path: 't.csv', encoding })) text += piece;
  return text;
};

describe('the text of a bundle file', () => {
  it.each(['utf-8', 'utf-16le', 'utf-16be', 'latin1', 'windows-1252', 'shift_jis'])(
    'comes out of %s as it went in, however the bytes are cut [R31]',
    async (encoding) => {
      const unit =
        encoding === 'latin1' || encoding === 'windows-1252'
          ? fc.constantFrom('a', 'é', 'ß', '\n', '"')
          : encoding === 'shift_jis'
            ? fc.constantFrom('a', 'テ', '日', '\n')
            : fc.constantFrom('a', 'é', '日', '😀', '\n', 'ع');
      await fc.assert(
        fc.asyncProperty(
          fc.string({ unit, maxLength: 3000 }),
          fc.integer({ min: 1, max: 1500 }),
          async (text, size) => {
            expect(await decode(iconv.encode(text, encoding), encoding, size)).toBe(text);
          },
        ),
        { numRuns: 40 },
      );
    },
  );

  it('obeys a byte-order mark before the setting', async () => {
    for (const encoding of ['utf-8', 'utf-16le', 'utf-16be']) {
      const bytes = iconv.encode('id,é', encoding, { addBOM: true });
      expect(await decode(bytes, 'latin1')).toBe('id,é');
    }
  });

  it('names the first byte that does not fit, wherever it stands', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: fc.constantFrom('a', 'é', '日', '😀'), maxLength: 2000 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 1500 }),
        async (before, bom, size) => {
          const start = Buffer.from((bom ? '\uFEFF' : '') + before);
          const bytes = Buffer.concat([start, Buffer.from([0xe9, 0x28]), Buffer.from('after')]);
          const error = await failureOf(decode(bytes, 'utf-8', size));
          expect(error).toMatchObject({ code: 'BUNDLE_UNREADABLE', details: { position: start.length } });
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ['utf-8', Buffer.from([0x61, 0xc3]), 1],
    ['utf-16le', Buffer.from([0x61, 0x00, 0x62]), 2],
    ['utf-16le', Buffer.from([0x61, 0x00, 0x00, 0xd8, 0x61, 0x00]), 2],
    ['windows-1252', Buffer.from([0x61, 0x62, 0x81]), 2],
  ])('does not end in the middle of a character: %s', async (encoding, bytes, position) => {
    expect(await failureOf(decode(bytes, encoding))).toMatchObject({
      code: 'BUNDLE_UNREADABLE',
      details: { position },
    });
  });

  it('refuses UTF-16 without a mark read as UTF-8, UTF-32, and unknown encodings', async () => {
    await expect(decode(iconv.encode('id,name\n1,x\n', 'utf-16le'))).rejects.toThrow(/UTF-16/);
    await expect(decode(Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]))).rejects.toMatchObject({
      code: 'BUNDLE_UNREADABLE',
    });
    await expect(decode(Buffer.from('a'), 'klingon')).rejects.toMatchObject({ code: 'BUNDLE_UNREADABLE' });
  });
});
