import { stat } from 'node:fs/promises';
import { getFileNameLowLevel, openPromise, type Entry, type ZipFile } from 'yauzl';
import type { BundleFile, BundleFiles } from './bundle-files.ts';
import type { BundleLimits } from './bundle-limits.ts';
import { unreadable, unsafe } from './bundle-error.ts';
import { assertSafeName, nameRegister, showName } from './entry-name.ts';
import { checkedEntryStream } from './checked-entry-stream.ts';

interface ZipEntry {
  readonly path: string;
  readonly entry: Entry;
}

const damaged = (what: string, cause: unknown) =>
  unreadable(
    `${what} is damaged or cut short: its list of entries cannot be read.`,
    'Copy or export it again, and compare its size with the original.',
    { cause },
  );

const FILE_TYPE_MASK = 0o170000;
const PLAIN_FILE = 0o100000;
const FOLDER = 0o040000;

/** What an entry says it is, in Unix terms; 0 where the maker of the zip left it open. */
const assertPlain = ({ path, entry }: ZipEntry): void => {
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE_MASK;
  if (type !== 0 && type !== PLAIN_FILE && type !== FOLDER) {
    throw unsafe(`The bundle's entry ${showName(path)} is a link or a device, not a file.`);
  }
};

const LOCAL_HEADER_BYTES = 30;

/** Entries that share bytes are how small zips unpack to petabytes. */
const assertApart = (entries: readonly ZipEntry[]): void => {
  const inOrder = entries.toSorted(
    (a, b) => a.entry.relativeOffsetOfLocalHeader - b.entry.relativeOffsetOfLocalHeader,
  );
  let end = 0;
  let before = '';
  for (const { path, entry } of inOrder) {
    if (entry.relativeOffsetOfLocalHeader < end) {
      throw unsafe(`The bundle's entries ${showName(before)} and ${showName(path)} overlap.`);
    }
    end =
      entry.relativeOffsetOfLocalHeader + LOCAL_HEADER_BYTES + entry.fileNameLength + entry.compressedSize;
    before = path;
  }
};

const readEntries = async (
  zip: ZipFile,
  what: string,
  limits: BundleLimits,
): Promise<Map<string, ZipEntry>> => {
  if (zip.entryCount > limits.entries) {
    throw unsafe(`${what} says it has ${zip.entryCount} entries; ${limits.entries} is the most.`);
  }
  const entries: ZipEntry[] = [];
  const register = nameRegister();
  let unpackedBytes = 0;
  for await (const entry of zip.eachEntry()) {
    const path = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
    assertSafeName(path);
    assertPlain({ path, entry });
    register(path);
    unpackedBytes += entry.uncompressedSize;
    if (unpackedBytes > limits.unpackedBytes) {
      throw unsafe(`${what} would unpack to more than ${limits.unpackedBytes} bytes.`);
    }
    entries.push({ path, entry });
  }
  assertApart(entries);
  return new Map(entries.filter(({ path }) => !path.endsWith('/')).map((entry) => [entry.path, entry]));
};

export interface OpenZip {
  readonly entries: ReadonlyMap<string, ZipEntry>;
  open(path: string): ReturnType<BundleFile['open']>;
  close(): void;
}

/**
 * A zip whose list of entries has been checked. @param what its name in errors: "The bundle's file …"
 * @throws BUNDLE_UNSAFE, BUNDLE_UNREADABLE
 */
export const openZip = async (path: string, what: string, limits: BundleLimits): Promise<OpenZip> => {
  const zip = await openPromise(path, {
    lazyEntries: true,
    autoClose: false,
    decodeStrings: false,
    validateEntrySizes: false, // checkedEntryStream does, and tells a lie from a damage
  }).catch((error: unknown) => {
    throw damaged(what, error);
  });
  try {
    const entries = await readEntries(zip, what, limits).catch((error: unknown) => {
      throw error instanceof Error && error.name === 'LockstepError' ? error : damaged(what, error);
    });
    return {
      entries,
      open: async (name) => {
        const found = entries.get(name);
        if (found === undefined) {
          throw unreadable(`${what} has no entry ${showName(name)}.`, 'Check the path in the plan.');
        }
        return checkedEntryStream(zip, found, limits);
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
};

/** A bundle that is a zip. @param path absolute */
export const openZipBundle = async (path: string, limits: BundleLimits): Promise<BundleFiles> => {
  const zip = await openZip(path, 'The bundle', limits);
  const bundleFile = ({ path: name, entry }: ZipEntry): BundleFile => ({
    path: name,
    bytes: entry.uncompressedSize,
    version: async () => {
      const now = await stat(path, { bigint: true });
      return [now.ino, now.size, now.mtimeNs, entry.crc32, entry.uncompressedSize].join(':');
    },
    open: () => zip.open(name),
  });
  return {
    file: async (name) => {
      assertSafeName(name);
      const found = zip.entries.get(name);
      if (found === undefined) {
        throw unreadable(
          `The bundle has no file ${showName(name)}.`,
          'Check the path in the plan against the export; upper and lower case matter.',
        );
      }
      return bundleFile(found);
    },
    under: async (folder) => {
      assertSafeName(folder);
      const found = [...zip.entries.values()].filter((entry) => entry.path.startsWith(folder));
      return found.toSorted((a, b) => (a.path < b.path ? -1 : 1)).map(bundleFile);
    },
    names: async (skip) =>
      [...zip.entries.keys()].filter((name) => ![...skip].some((folder) => name.startsWith(folder))),
    close: async () => zip.close(),
  };
};
