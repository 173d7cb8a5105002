import { randomUUID } from 'node:crypto';
import type { FieldValue } from '#domain/record.ts';
import type { FieldType } from '#domain/system-schema.ts';
import type { Connector } from '#engine/connector.ts';
import type { DatasetClass } from './hostile-dataset.ts';

/** A system of the kind under test, made for one run of the suite. */
export interface SystemUnderTest {
  /** A connector of its own at each call, on the same system. The suite closes it. */
  open(): Promise<Connector>;
  /** Adds records by the system's own means, while connectors stand open. Needed where others can write: `can.grow`. */
  add?(recordClass: DatasetClass, rows: readonly (readonly FieldValue[])[]): Promise<void>;
  /** From now on says yes to a record of ARRIVALS whose `name` is this, and keeps nothing. Needed for `can.lie`. */
  swallow?(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface Abilities {
  /** write, lookup and remove */
  readonly write: boolean;
  /** Records can come from others while we read. */
  readonly grow: boolean;
  /** It can be made to accept a record and keep nothing. */
  readonly lie: boolean;
}

export interface ConnectorCase {
  readonly can: Abilities;
  /** Makes a system that holds these classes and rows, by its own means and not through the connector. */
  create(classes: readonly DatasetClass[]): Promise<SystemUnderTest>;
  /** Type the system gives to a field of this type; the same if not given. A file of text says 'text' for all. */
  readonly typeOf?: (type: FieldType) => FieldType;
  /** What the system can keep of a value; all of it if not given. A format without empty text turns '' into null. */
  readonly kept?: (value: FieldValue) => FieldValue;
}

/** What the tests share. `open` hands out a connector that is closed after the suite. */
export interface Bench {
  readonly name: string;
  readonly case: ConnectorCase;
  readonly system: () => SystemUnderTest;
  readonly connector: () => Connector;
  readonly open: () => Promise<Connector>;
}

export const typeIn = (bench: Bench, type: FieldType): FieldType => bench.case.typeOf?.(type) ?? type;
export const keptIn = (bench: Bench, value: FieldValue): FieldValue =>
  bench.case.kept ? bench.case.kept(value) : value;

/** A text that is nowhere in the system yet. */
export const fresh = (): string => `fresh ${randomUUID()}`;
