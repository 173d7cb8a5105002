import pg from 'pg';
import type { Catalog, Column, ForeignKey, Table } from './catalog.ts';
import type { CatalogRows, ColumnRow, ConstraintRow, TableRow, UniqueIndexRow } from './catalog-queries.ts';
import { picklistFromCheck } from './check-picklist.ts';
import { listCodec, scalarCodec, type TypeLimits } from './value-codec.ts';

const WRITABLE_KINDS = new Set(['r', 'p']);

/** Type modifiers as PostgreSQL packs them: a length, a precision and scale, digits of a second. -1 is 'none'. */
const limitsFromModifier = (typeName: string, modifier: number): TypeLimits => {
  if (modifier < 0) return {};
  switch (typeName) {
    case 'varchar':
    case 'bpchar':
      return { maxLength: modifier - 4 };
    case 'numeric': {
      const packed = modifier - 4;
      // The scale has eleven bits, the highest for a minus (PostgreSQL 15 and newer).
      const scale = packed & 0x7ff;
      return { precision: packed >> 16, scale: scale >= 0x400 ? scale - 0x800 : scale };
    }
    case 'timestamp':
    case 'timestamptz':
      return { secondDigits: modifier };
    default:
      return {};
  }
};

interface Knowledge {
  readonly labels: ReadonlyMap<number, readonly string[]>;
  readonly checks: readonly ConstraintRow[];
}

const picklistOf = (row: ColumnRow, knowledge: Knowledge): readonly string[] | undefined => {
  const labels = knowledge.labels.get(row.typeId);
  if (labels) return labels;
  const found = knowledge.checks
    .map((check) => {
      if (check.domainId !== null)
        return row.domains.includes(check.domainId) ? picklistFromCheck(check.definition, 'VALUE') : null;
      const [only, ...others] = check.table === row.table ? (check.columns ?? []) : [];
      return only === row.name && others.length === 0 ? picklistFromCheck(check.definition, row.name) : null;
    })
    .filter((list) => list !== null);
  // More than one list: a value must stand in all of them.
  return found.reduce<string[] | undefined>(
    (all, list) => (all ? all.filter((value) => list.includes(value)) : list),
    undefined,
  );
};

const buildColumn = (
  row: ColumnRow,
  knowledge: Knowledge,
  facts: { writable: boolean; unique: boolean },
): Column => {
  const declared = limitsFromModifier(row.element ?? row.type, row.typmod);
  const labels = knowledge.labels.get(row.elementId);
  const scalarLimits = { ...declared, picklist: picklistOf(row, knowledge) };
  const codec =
    row.element === null
      ? scalarCodec(row.type, scalarLimits)
      : listCodec(scalarCodec(row.element, { ...declared, picklist: labels }));
  return {
    name: row.name,
    castType: `${pg.escapeIdentifier(row.typeSchema)}.${pg.escapeIdentifier(row.type)}`,
    codec,
    limits: row.element === null ? scalarLimits : {},
    notNull: row.notNull,
    filledIn: row.hasDefault || row.identity !== '',
    generated: !facts.writable || row.generated !== '' || row.identity === 'a',
    unique: facts.unique,
  };
};

/** The primary key, else the unique index over the fewest columns, none of which may be empty. */
const chooseKey = (
  indexes: readonly UniqueIndexRow[],
  columns: ReadonlyMap<string, Column>,
): readonly string[] => {
  const candidates = indexes
    .filter((index) => index.whole && index.columns?.every((name) => columns.get(name)?.notNull))
    .toSorted(
      (a, b) => Number(b.primary) - Number(a.primary) || (a.columns?.length ?? 0) - (b.columns?.length ?? 0),
    );
  return candidates[0]?.columns ?? [];
};

const foreignKeysOf = (constraints: readonly ConstraintRow[]): ForeignKey[] =>
  constraints.flatMap(({ kind, columns, toTable, toColumns }) =>
    // A table of another schema is no class of this system.
    kind === 'f' && columns && toTable !== null && toColumns ? [{ columns, toTable, toColumns }] : [],
  );

const buildTable = (
  row: TableRow,
  schema: string,
  parts: { columns: ReadonlyMap<string, Column>; indexes: UniqueIndexRow[]; constraints: ConstraintRow[] },
): Table => ({
  name: row.table,
  sqlName: `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(row.table)}`,
  writable: WRITABLE_KINDS.has(row.kind),
  key: chooseKey(parts.indexes, parts.columns),
  columns: parts.columns,
  foreignKeys: foreignKeysOf(parts.constraints),
  constraints: new Map(
    [...parts.indexes, ...parts.constraints].map(({ name, columns }) => [name, columns ?? []] as const),
  ),
});

/** The catalog out of what pg_catalog answered. Pure. */
export const buildCatalog = (schema: string, rows: CatalogRows): Catalog => {
  const columnsByTable = Map.groupBy(rows.columns, (row) => row.table);
  const indexesByTable = Map.groupBy(rows.uniqueIndexes, (row) => row.table);
  const constraintsByTable = Map.groupBy(rows.constraints, (row) => row.table ?? '');
  const labels = new Map(rows.enumLabels.map((row) => [row.typeId, row.labels] as const));
  const domainChecks = rows.constraints.filter((row) => row.domainId !== null);
  const tables = rows.tables.map((row) => {
    const indexes = indexesByTable.get(row.table) ?? [];
    const constraints = constraintsByTable.get(row.table) ?? [];
    const knowledge = {
      labels,
      checks: [...constraints.filter(({ kind }) => kind === 'c'), ...domainChecks],
    };
    const uniqueAlone = new Set(
      indexes.flatMap(({ whole, columns }) => (whole && columns?.length === 1 ? columns : [])),
    );
    const writable = WRITABLE_KINDS.has(row.kind);
    const columns = new Map(
      (columnsByTable.get(row.table) ?? []).map(
        (column) =>
          [
            column.name,
            buildColumn(column, knowledge, { writable, unique: uniqueAlone.has(column.name) }),
          ] as const,
      ),
    );
    return [row.table, buildTable(row, schema, { columns, indexes, constraints })] as const;
  });
  return { tables: new Map(tables), automation: rows.automation };
};
