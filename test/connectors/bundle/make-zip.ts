import { crc32, deflateRawSync } from 'node:zlib';

/** An entry of a zip, with the lies it is to tell. */
export interface MadeEntry {
  readonly name: string;
  readonly data?: Uint8Array | string;
  readonly deflate?: boolean;
  /** Packed bytes as they are, instead of packing `data`. */
  readonly packed?: Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  /** Unix mode, with the type of file. */
  readonly mode?: number;
  readonly localName?: string;
  readonly says?: { readonly uncompressed?: number; readonly compressed?: number; readonly crc?: number };
  /** Bytes to move the offset in the list of entries by. */
  readonly offsetBy?: number;
}

interface Written {
  readonly local: Buffer;
  readonly central: (offset: number) => Buffer;
}

const UTF8_NAMES = 0x800;

const writeEntry = (entry: MadeEntry): Written => {
  const data = Buffer.from(entry.data ?? '');
  const method = entry.method ?? (entry.deflate === true ? 8 : 0);
  const packed = Buffer.from(entry.packed ?? (method === 8 ? deflateRawSync(data) : data));
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(20, 0);
  facts.writeUInt16LE(entry.flags ?? UTF8_NAMES, 2);
  facts.writeUInt16LE(method, 4);
  facts.writeUInt32LE(entry.says?.crc ?? crc32(data), 10);
  facts.writeUInt32LE(entry.says?.compressed ?? packed.length, 14);
  facts.writeUInt32LE(entry.says?.uncompressed ?? data.length, 18);
  const name = Buffer.from(entry.name);
  const localName = Buffer.from(entry.localName ?? entry.name);
  const withLength = (length: number) => {
    const copy = Buffer.from(facts);
    copy.writeUInt16LE(length, 22);
    return copy;
  };
  const signature = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
  const local = Buffer.concat([signature, withLength(localName.length), localName, packed]);
  const central = (offset: number): Buffer => {
    const head = Buffer.from([0x50, 0x4b, 0x01, 0x02, 20, 3]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 6);
    rest.writeUInt32LE(offset + (entry.offsetBy ?? 0), 10);
    return Buffer.concat([head, withLength(name.length), rest, name]);
  };
  return { local, central };
};

/** A zip file, byte by byte, so that it can be wrong in every way. */
export const makeZip = (entries: readonly MadeEntry[]): Buffer => {
  const written = entries.map(writeEntry);
  const offsets: number[] = [];
  let offset = 0;
  for (const { local } of written) {
    offsets.push(offset);
    offset += local.length;
  }
  const central = Buffer.concat(written.map((entry, at) => entry.central(offsets[at] ?? 0)));
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...written.map(({ local }) => local), central, end]);
};
