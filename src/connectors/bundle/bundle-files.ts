import type { Readable } from 'node:stream';

/** One file of a bundle, in a folder or in a zip. */
export interface BundleFile {
  /** Inside the bundle, with forward slashes. */
  readonly path: string;
  readonly bytes: number;
  /** Changes when the file does, as far as can be seen without reading it. */
  version(): Promise<string>;
  /** Its content from the start, checked while it is read: size, checksum (zip), limits. */
  open(): Promise<Readable>;
}

/** A folder or a zip. Names are checked before a file can be had. */
export interface BundleFiles {
  /** @throws BUNDLE_UNREADABLE if there is none, BUNDLE_UNSAFE if it is no plain file inside the bundle */
  file(path: string): Promise<BundleFile>;
  /** All files under this folder, at any depth, in the order of their paths. @param folder ends in '/' */
  under(folder: string): Promise<BundleFile[]>;
  /**
   * Names of all files, in no order, without looking into them. Links are listed and not followed.
   * @param skip folders ('files/') that are not entered
   */
  names(skip: ReadonlySet<string>): Promise<string[]>;
  close(): Promise<void>;
}
