import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { unreadable } from './bundle-error.ts';
import { showName } from './entry-name.ts';

type Decode = (bytes: Buffer, last: boolean) => string;

const BOMS: readonly { encoding: string; bytes: readonly number[] }[] = [
  { encoding: 'utf-32', bytes: [0xff, 0xfe, 0x00, 0x00] },
  { encoding: 'utf-32', bytes: [0x00, 0x00, 0xfe, 0xff] },
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
];

const findBom = (start: Buffer) => BOMS.find(({ bytes }) => bytes.every((byte, at) => start[at] === byte));

const badByte = (path: string, encoding: string, position: number) =>
  unreadable(
    `The bundle's file ${showName(path)} is not ${encoding}: the byte at position ${position} does not fit.`,
    "Name the file's real encoding in the plan (encoding: windows-1252, for example).",
    { details: { position } },
  );

/** Bytes at the end that may be the beginning of a UTF-8 sequence which the next piece completes. */
const openTail = (bytes: Buffer): number => {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? back : 0;
    }
  }
  return 0;
};

/** Index of the first byte that breaks UTF-8. Goes character by character: only called when there is one. */
const firstBadUtf8 = (bytes: Buffer): number => {
  let good = 0;
  for (;;) {
    const length = [1, 2, 3, 4].find(
      (size) => good + size <= bytes.length && isUtf8(bytes.subarray(good, good + size)),
    );
    if (length === undefined) return good;
    good += length;
  }
};

const utf8Decoder = (path: string, from: number): Decode => {
  let carry: Buffer = Buffer.alloc(0);
  let position = from;
  return (piece, last) => {
    const bytes = carry.length === 0 ? piece : Buffer.concat([carry, piece]);
    const whole = last ? bytes : bytes.subarray(0, bytes.length - openTail(bytes));
    if (!isUtf8(whole)) throw badByte(path, 'utf-8', position + firstBadUtf8(whole));
    carry = Buffer.from(bytes.subarray(whole.length));
    position += whole.length;
    return whole.toString('utf8');
  };
};

const firstLoneSurrogate = (text: string): number => {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 0xd800 || code > 0xdfff) continue;
    const next = text.charCodeAt(at + 1);
    if (code > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return at;
    at += 1;
  }
  return text.length;
};

const utf16Decoder = (path: string, name: 'utf-16le' | 'utf-16be', from: number): Decode => {
  const bigEndian = name === 'utf-16be';
  let carry: Buffer = Buffer.alloc(0);
  let position = from;
  const isHighSurrogate = (bytes: Buffer, end: number): boolean =>
    end >= 2 && ((bytes[bigEndian ? end - 2 : end - 1] ?? 0) & 0xfc) === 0xd8;
  return (piece, last) => {
    const bytes = Buffer.concat([carry, piece]);
    let end = bytes.length - (bytes.length % 2);
    if (last && end !== bytes.length) throw badByte(path, name, position + end);
    if (!last && isHighSurrogate(bytes, end)) end -= 2;
    const whole = Buffer.from(bytes.subarray(0, end));
    const text = (bigEndian ? whole.swap16() : whole).toString('utf16le');
    if (!text.isWellFormed()) throw badByte(path, name, position + 2 * firstLoneSurrogate(text));
    carry = Buffer.from(bytes.subarray(end));
    position += end;
    return text;
  };
};

/** Encodings of one byte a character know their place exactly; others to the piece. */
const otherDecoder = (path: string, encoding: string): Decode => {
  const decoder = iconv.getDecoder(encoding);
  let position = 0;
  return (piece, last) => {
    const text = decoder.write(piece) + (last ? (decoder.end() ?? '') : '');
    const bad = text.indexOf('\uFFFD');
    if (bad !== -1) throw badByte(path, encoding, position + (text.length === piece.length ? bad : 0));
    position += piece.length;
    return text;
  };
};

/** @param from bytes before the first piece: the byte-order mark */
const decoderFor = (path: string, encoding: string, from: number): Decode => {
  const name = encoding.toLowerCase().replaceAll('_', '-');
  if (name === 'utf-8' || name === 'utf8') return utf8Decoder(path, from);
  if (/^utf-?16(le)?$|^ucs-?2$/.test(name)) return utf16Decoder(path, 'utf-16le', from);
  if (/^utf-?16be$/.test(name)) return utf16Decoder(path, 'utf-16be', from);
  if (!/^utf-?32/.test(name) && iconv.encodingExists(name)) return otherDecoder(path, name);
  throw unreadable(
    `The encoding ${showName(encoding)} of the bundle's file ${showName(path)} is not known.`,
    'Use utf-8, utf-16le, utf-16be, latin1, windows-1252 or another common one.',
  );
};

/** UTF-16 read as UTF-8 has a NUL in every other place and passes every check. */
const assertNotUtf16 = (path: string, start: Buffer): void => {
  const nuls = start.subarray(0, 1024).filter((byte) => byte === 0).length;
  if (start.length >= 8 && nuls * 4 > Math.min(1024, start.length)) {
    throw unreadable(
      `The bundle's file ${showName(path)} looks like UTF-16, without the mark that would say so.`,
      'Name its encoding in the plan: utf-16le or utf-16be.',
    );
  }
};

/** The first bytes (4 or more where the file has them) and the rest of a stream. */
async function* withStart(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let start: Buffer | null = Buffer.alloc(0);
  for await (const piece of bytes) {
    if (start === null) {
      yield piece;
      continue;
    }
    start = Buffer.concat([start, piece]);
    if (start.length < 1024) continue;
    yield start;
    start = null;
  }
  if (start !== null) yield start;
}

/**
 * Text of a file, in pieces. A byte-order mark wins over the setting. Nothing is replaced: what does not fit the encoding
 * is an error that names the byte. @throws BUNDLE_UNREADABLE
 */
export async function* decodeText(
  bytes: AsyncIterable<Buffer>,
  { path, encoding }: { path: string; encoding: string },
): AsyncGenerator<string> {
  let decode: Decode | null = null;
  for await (let piece of withStart(bytes)) {
    if (decode === null) {
      const bom = findBom(piece);
      const isUtf8Setting = /^utf-?8$/i.test(encoding);
      if (bom === undefined && isUtf8Setting) assertNotUtf16(path, piece);
      const from = bom?.bytes.length ?? 0;
      decode = decoderFor(path, bom?.encoding ?? encoding, from);
      piece = piece.subarray(from);
    }
    const text = decode(piece, false);
    if (text !== '') yield text;
  }
  const rest = decode?.(Buffer.alloc(0), true) ?? '';
  if (rest !== '') yield rest;
}
