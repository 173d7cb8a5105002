import { sourceId, type SourceId } from '#domain/ids.ts';
import type { MigratedClass } from '#domain/plan/plan-schema.ts';
import type { BatchRecord, RecordBatch } from '#domain/record.ts';

/** Source field under which a part can be read. */
export const EACH_FIELD = 'each';

/** '#' ends an id or a part unless a backslash stands before it, so that every id has one way back. */
const escape = (text: string): string => text.replace(/[\\#]/g, '\\$&');

/** Id of the record that one part makes: `<id>#<part>`, with `#2`, `#3` … where a part stands again. */
const partId = (parent: SourceId, part: string, turn: number): SourceId =>
  sourceId(`${escape(parent)}#${escape(part)}${turn === 1 ? '' : `#${turn}`}`);

/** Id of the source record that a part came from. */
export const parentOf = (id: SourceId): SourceId => {
  let parent = '';
  for (let index = 0; index < id.length; index += 1) {
    const character = id[index];
    if (character === '#') return sourceId(parent);
    // What follows a backslash is meant as it is.
    if (character === '\\') index += 1;
    parent += id[index] ?? '';
  }
  return sourceId(parent);
};

/**
 * One record for every part of a field that holds several, in their order, with the part in the field `each`. Blank parts
 * are no parts, and white space around a part belongs to the separator. A record with an empty field makes none.
 */
export const explodeBatch = (
  batch: RecordBatch<SourceId>,
  each: NonNullable<MigratedClass['each']>,
): RecordBatch<SourceId> => {
  const place = batch.fields.indexOf(each.field);
  const explode = (record: BatchRecord<SourceId>): BatchRecord<SourceId>[] => {
    const turns = new Map<string, number>();
    return (record.values[place] ?? '').split(each.separator).flatMap((text) => {
      const part = text.trim();
      if (part === '') return [];
      const turn = (turns.get(part) ?? 0) + 1;
      turns.set(part, turn);
      return [{ ...record, id: partId(record.id, part, turn), values: [...record.values, part] }];
    });
  };
  return { fields: [...batch.fields, EACH_FIELD], records: batch.records.flatMap(explode) };
};
