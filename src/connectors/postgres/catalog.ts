import type { Automation } from '#domain/system-schema.ts';
import type { ValueCodec, TypeLimits } from './value-codec.ts';

/** The tables of one schema as the connector works with them: what describe() tells, and what its SQL needs besides. */
export interface Column {
  readonly name: string;
  /** Type for a cast, quoted and with its schema, without length or precision. */
  readonly castType: string;
  readonly codec: ValueCodec;
  readonly limits: TypeLimits;
  readonly notNull: boolean;
  /** PostgreSQL fills it in where nothing is given. */
  readonly filledIn: boolean;
  readonly generated: boolean;
  readonly unique: boolean;
}

export interface ForeignKey {
  readonly columns: readonly string[];
  readonly toTable: string;
  readonly toColumns: readonly string[];
}

export interface Table {
  readonly name: string;
  /** Quoted, with its schema. */
  readonly sqlName: string;
  /** Tables can be written; views, materialized views and foreign tables are read only. */
  readonly writable: boolean;
  readonly key: readonly string[];
  readonly columns: ReadonlyMap<string, Column>;
  readonly foreignKeys: readonly ForeignKey[];
  /** Constraints and unique indexes by name, with the columns they speak of. */
  readonly constraints: ReadonlyMap<string, readonly string[]>;
}

export interface Catalog {
  readonly tables: ReadonlyMap<string, Table>;
  readonly automation: readonly Automation[];
}
