import { createHash } from 'node:crypto';

/**
 * A record's place in [0, 1), the same in every run with this seed, whatever order the source is read in. A record is in
 * the sample when its place is below the share asked for, so a larger sample holds the smaller one.
 */
export const sampleHash = (seed: string, recordClass: string, id: string): number =>
  createHash('sha256').update(`${seed}\u0000${recordClass}\u0000${id}`).digest().readUIntBE(0, 6) / 2 ** 48;
