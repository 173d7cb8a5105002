import pg from 'pg';
import { openPostgres } from '#connectors/postgres/open-postgres.ts';
import type { FieldValue } from '#domain/record.ts';
import type { FieldType } from '#domain/system-schema.ts';
import { spoilDefaults } from '#test/connectors/postgres/hostile-defaults.ts';
import { createDatabase } from '#test/support/database.ts';
import type { SystemUnderTest } from './connector-case.ts';
import { describeConnector } from './connector-suite.ts';
import type { DatasetClass, DatasetField } from './hostile-dataset.ts';

const quote = pg.escapeIdentifier;
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const SQL_TYPES: Readonly<Record<FieldType, string>> = {
  text: 'text',
  integer: 'bigint',
  decimal: 'numeric',
  boolean: 'boolean',
  date: 'date',
  local: 'timestamp',
  instant: 'timestamptz',
  uuid: 'uuid',
  json: 'jsonb',
  bytes: 'bytea',
  list: 'text[]',
};

const columnSql = (field: DatasetField, collation: string): string => {
  const { name, type, generated, required, unique, maxLength, picklist, precision, scale } = field;
  const sized = precision === undefined ? SQL_TYPES[type] : `numeric(${precision}, ${scale})`;
  return [
    quote(name),
    maxLength === undefined ? sized : `varchar(${maxLength})`,
    type === 'text' ? `COLLATE ${quote(collation)}` : '',
    generated ? 'GENERATED ALWAYS AS IDENTITY' : '',
    required ? 'NOT NULL' : '',
    unique ? 'UNIQUE' : '',
    picklist ? `CHECK (${quote(name)} IN (${picklist.map(pg.escapeLiteral).join(', ')}))` : '',
  ].join(' ');
};

const tableSql = ({ name, key, fields, references }: DatasetClass, collation: string): string => {
  const parts = [
    ...fields.map((field) => columnSql(field, collation)),
    `PRIMARY KEY (${key.map(quote).join(', ')})`,
    ...(references
      ? [
          `FOREIGN KEY (${quote(references.field)}) REFERENCES ${quote(references.toClass)} (${quote(references.toField)})`,
        ]
      : []),
  ];
  return `CREATE TABLE ${quote(name)} (${parts.join(', ')})`;
};

/** The dataset's canonical texts as PostgreSQL reads them. */
const sqlInput = (type: FieldType, value: FieldValue): FieldValue => {
  if (value === null) return null;
  if (type === 'bytes') return `\\x${value}`;
  if (type !== 'list') return value;
  const items: (string | null)[] = JSON.parse(value);
  return `{${items.map((item) => (item === null ? 'NULL' : JSON.stringify(item).replaceAll('\\n', '\n'))).join(',')}}`;
};

const createIn =
  (collation: string) =>
  async (classes: readonly DatasetClass[]): Promise<SystemUnderTest> => {
    const database = await createDatabase();
    const admin = new pg.Client(database.url);
    await admin.connect();
    const add = async (
      { name, fields }: DatasetClass,
      rows: readonly (readonly (string | null)[])[],
    ): Promise<void> => {
      const places = fields.map((_, at) => `$${at + 1}`).join(', ');
      for (const row of rows) {
        const values = row.map((value, at) => sqlInput(fields[at]?.type ?? 'text', value));
        await admin.query(`INSERT INTO ${quote(name)} VALUES (${places})`, values);
      }
    };
    for (const recordClass of classes) {
      await admin.query(tableSql(recordClass, collation));
      await add(recordClass, recordClass.rows);
    }
    await spoilDefaults(admin);
    return {
      open: () => openPostgres({ url: database.url, schema: 'public', log: silent }),
      add,
      swallow: async (name) => {
        await admin.query(`
        CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN IF NEW.name = ${pg.escapeLiteral(name)} THEN RETURN NULL; END IF; RETURN NEW; END $$;
        CREATE TRIGGER swallow BEFORE INSERT ON arrivals FOR EACH ROW EXECUTE FUNCTION swallow()`);
      },
      close: async () => {
        await admin.end();
        await database.drop();
      },
    };
  };

describeConnector('postgres', { can: { write: true, grow: true, lie: true }, create: createIn('C') });

// Texts in an order that is not the order of their bytes.
describeConnector('postgres (linguistic order)', {
  can: { write: false, grow: true, lie: false },
  create: createIn('en-x-icu'),
});
