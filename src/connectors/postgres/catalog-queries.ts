import { z } from 'zod';

/**
 * What pg_catalog is asked, and the shape of each answer. `$1` is the schema's name. Partitions are not classes of their
 * own: a partitioned table holds their rows.
 */
const CLASSES = `
  SELECT c.oid, c.relname, c.relkind
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition`;

const tables = {
  sql: `SELECT relname AS "table", relkind AS kind FROM (${CLASSES}) c ORDER BY relname COLLATE "C"`,
  row: z.object({ table: z.string(), kind: z.enum(['r', 'p', 'v', 'm', 'f']) }),
};

/** Each column with the type below its domains, and the domains themselves for their checks. */
const columns = {
  sql: `
    WITH RECURSIVE classes AS (${CLASSES}), base AS (
      SELECT a.attrelid, a.attnum, a.atttypid AS typid, a.atttypmod AS typmod, false AS domain_not_null,
             false AS domain_default, '{}'::oid[] AS domains
      FROM pg_catalog.pg_attribute a JOIN classes c ON c.oid = a.attrelid
      WHERE a.attnum > 0 AND NOT a.attisdropped
      UNION ALL
      SELECT b.attrelid, b.attnum, t.typbasetype, CASE WHEN b.typmod >= 0 THEN b.typmod ELSE t.typtypmod END,
             b.domain_not_null OR t.typnotnull, b.domain_default OR t.typdefault IS NOT NULL, b.domains || t.oid
      FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.typid AND t.typtype = 'd'
    )
    SELECT c.relname AS "table", a.attname AS name, b.typmod, t.typname AS type, t.oid AS "typeId",
           tn.nspname AS "typeSchema", a.attnotnull OR b.domain_not_null AS "notNull",
           a.atthasdef OR b.domain_default AS "hasDefault", a.attidentity AS identity, a.attgenerated AS generated,
           CASE WHEN t.typelem <> 0 AND t.typlen = -1 AND t.typcategory = 'A' THEN e.typname END AS element,
           CASE WHEN e.oid IS NOT NULL THEN e.oid ELSE 0 END AS "elementId",
           b.domains::text[] AS domains
    FROM base b
    JOIN classes c ON c.oid = b.attrelid
    JOIN pg_catalog.pg_attribute a ON a.attrelid = b.attrelid AND a.attnum = b.attnum
    JOIN pg_catalog.pg_type t ON t.oid = b.typid AND t.typtype <> 'd'
    JOIN pg_catalog.pg_namespace tn ON tn.oid = t.typnamespace
    LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typlen = -1 AND t.typcategory = 'A'
    ORDER BY c.relname COLLATE "C", a.attnum`,
  row: z.object({
    table: z.string(),
    name: z.string(),
    typmod: z.number(),
    type: z.string(),
    typeId: z.number(),
    typeSchema: z.string(),
    notNull: z.boolean(),
    hasDefault: z.boolean(),
    identity: z.string(),
    generated: z.string(),
    element: z.string().nullable(),
    elementId: z.number(),
    domains: z.array(z.string()),
  }),
};

const enumLabels = {
  sql: `
    SELECT e.enumtypid AS "typeId", array_agg(e.enumlabel::text ORDER BY e.enumsortorder) AS labels
    FROM pg_catalog.pg_enum e WHERE $1::text IS NOT NULL GROUP BY e.enumtypid`,
  row: z.object({ typeId: z.number(), labels: z.array(z.string()) }),
};

/** Whole, valid, immediate unique indexes: what can identify a record and what ON CONFLICT can lean on. */
const uniqueIndexes = {
  sql: `
    SELECT c.relname AS "table", ic.relname AS name, i.indisprimary AS primary,
           (SELECT array_agg(a.attname::text ORDER BY k.ord)
            FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, ord)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
            WHERE k.ord <= i.indnkeyatts) AS columns,
           i.indisvalid AND i.indimmediate AND i.indpred IS NULL AND i.indexprs IS NULL AS whole
    FROM (${CLASSES}) c
    JOIN pg_catalog.pg_index i ON i.indrelid = c.oid AND i.indisunique
    JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
    ORDER BY c.relname COLLATE "C", ic.relname COLLATE "C"`,
  row: z.object({
    table: z.string(),
    name: z.string(),
    primary: z.boolean(),
    columns: z.array(z.string()).nullable(),
    whole: z.boolean(),
  }),
};

/** Checks and foreign keys of tables, and (with `table` null) checks of domains. */
const constraints = {
  sql: `
    SELECT c.relname AS "table", NULL::text AS "domainId", k.conname AS name, k.contype AS kind,
           pg_catalog.pg_get_constraintdef(k.oid) AS definition,
           (SELECT array_agg(a.attname::text ORDER BY p.ord) FROM unnest(k.conkey) WITH ORDINALITY p(attnum, ord)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = p.attnum) AS columns,
           CASE WHEN fn.nspname = $1 THEN f.relname END AS "toTable",
           (SELECT array_agg(a.attname::text ORDER BY p.ord) FROM unnest(k.confkey) WITH ORDINALITY p(attnum, ord)
            JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = p.attnum) AS "toColumns"
    FROM (${CLASSES}) c
    JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid AND k.contype IN ('c', 'f')
    LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
    LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
    WHERE k.conparentid = 0
    UNION ALL
    SELECT NULL, k.contypid::text, k.conname, k.contype, pg_catalog.pg_get_constraintdef(k.oid), NULL, NULL, NULL
    FROM pg_catalog.pg_constraint k WHERE k.contypid <> 0 AND k.contype = 'c'
    ORDER BY 3`,
  row: z.object({
    table: z.string().nullable(),
    domainId: z.string().nullable(),
    name: z.string(),
    kind: z.enum(['c', 'f']),
    definition: z.string(),
    columns: z.array(z.string()).nullable(),
    toTable: z.string().nullable(),
    toColumns: z.array(z.string()).nullable(),
  }),
};

/** Triggers that fire in an ordinary session, those of single partitions too; rules apart from the one that is a view. */
const automation = {
  sql: `
    WITH classes AS (${CLASSES})
    SELECT c.relname AS "recordClass", 'trigger' AS kind, t.tgname AS name,
           concat(CASE WHEN t.tgtype & 2 = 2 THEN 'BEFORE' WHEN t.tgtype & 64 = 64 THEN 'INSTEAD OF' ELSE 'AFTER' END,
             ' ', array_to_string(array_remove(ARRAY[
               CASE WHEN t.tgtype & 4 = 4 THEN 'INSERT' END, CASE WHEN t.tgtype & 16 = 16 THEN 'UPDATE' END,
               CASE WHEN t.tgtype & 8 = 8 THEN 'DELETE' END, CASE WHEN t.tgtype & 32 = 32 THEN 'TRUNCATE' END], NULL),
               ' OR '),
             CASE WHEN t.tgtype & 1 = 1 THEN ' FOR EACH ROW' ELSE ' FOR EACH STATEMENT' END,
             ' EXECUTE FUNCTION ', pn.nspname, '.', p.proname) AS "when"
    FROM pg_catalog.pg_trigger t
    JOIN classes c ON c.oid = coalesce(pg_catalog.pg_partition_root(t.tgrelid)::oid, t.tgrelid)
    JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
    JOIN pg_catalog.pg_namespace pn ON pn.oid = p.pronamespace
    WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND t.tgenabled IN ('O', 'A')
    UNION ALL
    SELECT c.relname, 'rule', r.rulename,
           concat(CASE WHEN r.is_instead THEN 'INSTEAD' ELSE 'ALSO' END, ' ON ',
             CASE r.ev_type WHEN '2' THEN 'UPDATE' WHEN '3' THEN 'INSERT' WHEN '4' THEN 'DELETE' ELSE 'SELECT' END)
    FROM pg_catalog.pg_rewrite r JOIN classes c ON c.oid = r.ev_class
    WHERE r.rulename <> '_RETURN' AND r.ev_enabled IN ('O', 'A')
    ORDER BY 1, 2, 3`,
  row: z.object({
    recordClass: z.string(),
    kind: z.enum(['trigger', 'rule']),
    name: z.string(),
    when: z.string(),
  }),
};

export const CATALOG_QUERIES = { tables, columns, enumLabels, uniqueIndexes, constraints, automation };

export type TableRow = z.output<typeof tables.row>;
export type ColumnRow = z.output<typeof columns.row>;
export type EnumRow = z.output<typeof enumLabels.row>;
export type UniqueIndexRow = z.output<typeof uniqueIndexes.row>;
export type ConstraintRow = z.output<typeof constraints.row>;
export type AutomationRow = z.output<typeof automation.row>;

export interface CatalogRows {
  readonly tables: readonly TableRow[];
  readonly columns: readonly ColumnRow[];
  readonly enumLabels: readonly EnumRow[];
  readonly uniqueIndexes: readonly UniqueIndexRow[];
  readonly constraints: readonly ConstraintRow[];
  readonly automation: readonly AutomationRow[];
}
