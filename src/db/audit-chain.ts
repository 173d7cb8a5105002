import { createHash } from 'node:crypto';
import type { Actor } from '#domain/run.ts';

/** An entry of the audit log, as it is hashed: everything it says, and the hash of the one before. */
export interface ChainedEntry {
  readonly sequence: number;
  readonly at: Date;
  readonly actor: Actor;
  readonly action: string;
  readonly planId: string | null;
  readonly runId: string | null;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
  readonly previousHash: string;
}

/** Hash before the first entry. */
export const CHAIN_START = '0'.repeat(64);

/** JSON with sorted keys and nothing between the tokens: one text for one meaning. */
export const canonicalJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const parts = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .map(([key, part]) => `${JSON.stringify(key)}:${canonicalJson(part)}`);
  return `{${parts.join(',')}}`;
};

/** SHA-256 of the entry, lower-case hex. */
export const chainHash = ({ at, ...entry }: ChainedEntry): string =>
  createHash('sha256')
    .update(canonicalJson({ ...entry, at: at.toISOString() }))
    .digest('hex');
