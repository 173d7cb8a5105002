import { Transform, type Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { isLockstepError } from '#domain/errors.ts';
import type { BundleLimits } from './bundle-limits.ts';
import { unreadable, unsafe } from './bundle-error.ts';
import { showName } from './entry-name.ts';

interface NamedEntry {
  readonly path: string;
  readonly entry: Entry;
}

/** Watches what an entry really unpacks to: never more than it said, never out of proportion, and the checksum right. */
const watch = ({ path, entry }: NamedEntry, limits: BundleLimits): Transform => {
  let bytes = 0;
  let checksum = 0;
  return new Transform({
    highWaterMark: 256 * 1024,
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      checksum = crc32(chunk, checksum);
      const bomb = bytes > limits.ratioFreeBytes && bytes > entry.compressedSize * limits.ratio;
      if (bomb) {
        done(unsafe(`The bundle's entry ${showName(path)} unpacks to over ${limits.ratio} times its size.`));
      } else if (bytes > entry.uncompressedSize) {
        done(unsafe(`The bundle's entry ${showName(path)} is larger than the zip says it is.`));
      } else {
        done(null, chunk);
      }
    },
    flush: (done) => {
      const whole = bytes === entry.uncompressedSize && checksum === entry.crc32;
      done(whole ? null : damaged(path));
    },
  });
};

const damaged = (path: string, cause?: unknown) =>
  unreadable(
    `The bundle's entry ${showName(path)} is damaged: its size or checksum is not what the zip says.`,
    'Copy or export the bundle again.',
    { cause },
  );

/** The local header must name the same entry as the list at the end of the zip: else two readers see two files. */
const assertSameName = async (zip: ZipFile, { path, entry }: NamedEntry): Promise<void> => {
  const header = await new Promise<Buffer>((resolve, reject) => {
    zip.readLocalFileHeader(entry, (error, local) => (error ? reject(error) : resolve(local.fileName)));
  }).catch((error: unknown) => {
    throw damaged(path, error);
  });
  if (!header.equals(entry.fileNameRaw)) {
    throw unsafe(`The bundle's entry ${showName(path)} has two different names in the zip.`);
  }
};

/** Unpacks one entry. @throws BUNDLE_UNSAFE, BUNDLE_UNREADABLE (also while it is read) */
export const checkedEntryStream = async (
  zip: ZipFile,
  named: NamedEntry,
  limits: BundleLimits,
): Promise<Readable> => {
  const { path, entry } = named;
  if (entry.isEncrypted()) {
    throw unreadable(
      `The bundle's entry ${showName(path)} is encrypted.`,
      'Make the bundle again without a password.',
    );
  }
  if (!entry.canDecodeFileData()) {
    throw unreadable(
      `The bundle's entry ${showName(path)} is packed by method ${entry.compressionMethod}, which is not supported.`,
      'Make the zip again with the ordinary method (deflate).',
    );
  }
  await assertSameName(zip, named);
  // Sizes are checked by `watch`, so that a lying header is told from a damaged file.
  const packed = await zip
    .openReadStreamPromise(entry)
    .catch((error: unknown) => Promise.reject(damaged(path, error)));
  const checked = watch(named, limits);
  const own = (error: unknown): boolean =>
    isLockstepError(error, 'BUNDLE_UNSAFE') || isLockstepError(error, 'BUNDLE_UNREADABLE');
  packed.on('error', (error) => {
    checked.destroy(own(error) ? error : damaged(path, error));
  });
  packed.pipe(checked);
  checked.on('close', () => packed.destroy());
  return checked;
};
