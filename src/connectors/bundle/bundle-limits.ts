/** What a bundle may cost at most. Beyond these it is refused as unsafe. */
export interface BundleLimits {
  /** Entries in one zip, or files in one folder. */
  readonly entries: number;
  /** Bytes of one zip, or of one XLSX in it, once unpacked. */
  readonly unpackedBytes: number;
  /** An entry may unpack to this many times its packed size … */
  readonly ratio: number;
  /** … once it is larger than this: small files pack as well as they like. */
  readonly ratioFreeBytes: number;
  /** Longest record of a CSV or JSON Lines file, in characters. */
  readonly recordCharacters: number;
  /** Largest file whose content is read. */
  readonly contentBytes: number;
  /** Shared strings of an XLSX kept in memory, in characters; more go to a file. */
  readonly sharedStringCharacters: number;
}

const MIB = 1024 * 1024;

export const BUNDLE_LIMITS: BundleLimits = {
  entries: 500_000,
  unpackedBytes: 100 * 1024 * MIB,
  ratio: 200, // deflate ends at 1,032; sheets of real exports stay under 60
  ratioFreeBytes: 64 * MIB,
  recordCharacters: 32 * MIB,
  contentBytes: 64 * MIB,
  sharedStringCharacters: 16 * MIB,
};
