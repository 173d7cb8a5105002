import type { ClassSchema, FieldSchema, SystemSchema } from '#domain/system-schema.ts';
import type { Catalog, Column, Table } from './catalog.ts';

const describeField = (column: Column): FieldSchema => ({
  name: column.name,
  type: column.codec.type,
  required: column.notNull && !column.filledIn && !column.generated,
  ...(column.limits.maxLength === undefined ? {} : { maxLength: column.limits.maxLength }),
  ...(column.limits.picklist ? { picklist: column.limits.picklist } : {}),
  ...(column.unique ? { unique: true } : {}),
  ...(column.generated ? { generated: true } : {}),
  ...(column.limits.precision === undefined ? {} : { precision: column.limits.precision }),
  ...(column.limits.scale === undefined ? {} : { scale: column.limits.scale }),
});

const describeClass = (table: Table): ClassSchema => ({
  name: table.name,
  key: table.key,
  fields: [...table.columns.values()].map(describeField),
  relationships: table.foreignKeys.map(({ columns, toTable, toColumns }) => ({
    fields: columns,
    toClass: toTable,
    toFields: toColumns,
  })),
});

/** What the connector says of the schema: tables as classes, views as classes whose fields cannot be written. */
export const describeSystem = (catalog: Catalog): SystemSchema => ({
  kind: 'postgres',
  classes: [...catalog.tables.values()].map(describeClass),
  automation: catalog.automation,
});
