import type { BatchRecord, FieldValue } from '#domain/record.ts';
import type { FieldType } from '#domain/system-schema.ts';
import type { Connector, ReadQuery } from '#engine/connector.ts';

/** Numbers are compared as numbers: '1.50' is 1.5, and a zero has no sign. All else is compared letter by letter. */
export const comparable = (type: FieldType, value: FieldValue): FieldValue => {
  if (value === null || (type !== 'decimal' && type !== 'integer')) return value;
  const [whole = '', fraction = ''] = value.replace('-', '').split('.');
  const digits = `${whole.replace(/^0+(?=\d)/, '')}.${fraction.replace(/0+$/, '')}`;
  return value.startsWith('-') && digits !== '0.' ? `-${digits}` : digits;
};

export const readAll = async (
  connector: Connector,
  recordClass: string,
  query: ReadQuery,
): Promise<BatchRecord<string>[]> => {
  const records: BatchRecord<string>[] = [];
  for await (const batch of connector.read(recordClass, query)) records.push(...batch.records);
  return records;
};

export const readIds = async (
  connector: Connector,
  recordClass: string,
  query: Omit<ReadQuery, 'fields'> & { field: string },
): Promise<string[]> => {
  const { field, ...rest } = query;
  return (await readAll(connector, recordClass, { ...rest, fields: [field] })).map(({ id }) => id);
};
