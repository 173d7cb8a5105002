import type pg from 'pg';
import { z } from 'zod';
import { LockstepError } from '#domain/errors.ts';
import { buildCatalog } from './build-catalog.ts';
import type { Catalog } from './catalog.ts';
import { CATALOG_QUERIES } from './catalog-queries.ts';
import { askTyped } from './session.ts';

interface CatalogQuery<Row> {
  readonly sql: string;
  readonly row: z.ZodType<Row>;
}

/**
 * Reads the schema's tables out of pg_catalog.
 * @param client inside a transaction that sees one snapshot, so that the answers fit each other
 * @throws PLAN_MISMATCH when the database has no schema of this name
 */
export const loadCatalog = async (client: pg.ClientBase, schema: string): Promise<Catalog> => {
  const ask = async <Row>({ sql, row }: CatalogQuery<Row>): Promise<Row[]> => {
    const answer = await askTyped(client, sql, [schema]);
    return z.array(row).parse(answer);
  };
  const found = await askTyped(client, 'SELECT FROM pg_catalog.pg_namespace WHERE nspname = $1', [schema]);
  if (found.length === 0)
    throw new LockstepError('PLAN_MISMATCH', {
      message: `The PostgreSQL database has no schema '${schema}'.`,
      hint: "Correct 'schema' of this system in the plan, or create the schema.",
    });
  return buildCatalog(schema, {
    tables: await ask(CATALOG_QUERIES.tables),
    columns: await ask(CATALOG_QUERIES.columns),
    enumLabels: await ask(CATALOG_QUERIES.enumLabels),
    uniqueIndexes: await ask(CATALOG_QUERIES.uniqueIndexes),
    constraints: await ask(CATALOG_QUERIES.constraints),
    automation: await ask(CATALOG_QUERIES.automation),
  });
};
