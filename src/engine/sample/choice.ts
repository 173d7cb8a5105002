import type { SourceId } from '#domain/ids.ts';

/** Chosen records per class; true: by the stable hash, false: to cover a value or complete a relationship. */
export interface Choice {
  readonly records: ReadonlyMap<string, ReadonlyMap<SourceId, boolean>>;
  /** Records of each class in the source. */
  readonly populations: ReadonlyMap<string, number>;
}
