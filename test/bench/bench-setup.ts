import type { Log } from '#engine/ports.ts';

/** What every part of the bench works with. It goes from process to process as JSON. */
export interface BenchSetup {
  /** plan.yml */
  readonly plan: string;
  /** Where the export is staged. */
  readonly workFolder: string;
  /** Lockstep's own database. */
  readonly ownUrl: string;
  readonly destinationUrl: string;
}

export interface Measured {
  readonly seconds: number;
  /** Contacts that were worked on. Must be all of them. */
  readonly rows: number;
}

export const quiet: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
