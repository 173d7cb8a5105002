import { createHash } from 'node:crypto';
import type { FieldType } from '#domain/system-schema.ts';
import { aboutPair, compareFilling, isBlank, type FidelityObserver } from './fidelity-observer.ts';

const SHA256_HEX = /^[0-9a-f]{64}$/i;

const checksumOf = (value: string, type: FieldType): string | null => {
  if (type === 'bytes') return createHash('sha256').update(Buffer.from(value, 'hex')).digest('hex');
  return SHA256_HEX.test(value.trim()) ? value.trim().toLowerCase() : null;
};

/** Bytes by SHA-256. Either side may hold the bytes themselves or their checksum. */
export const checkChecksum = (types: {
  readonly source: FieldType;
  readonly destination: FieldType;
}): FidelityObserver => ({
  observe: (pair) => {
    const filling = compareFilling(pair);
    if (filling || isBlank(pair.source)) return filling;
    const before = checksumOf(pair.source ?? '', types.source);
    const after = checksumOf(pair.destination ?? '', types.destination);
    if (before === null || after === null)
      return { ...aboutPair('not-comparable', pair), expected: before, actual: after };
    return before === after ? null : { ...aboutPair('checksum', pair), expected: before, actual: after };
  },
  conclude: () => [],
});
