import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import type { DatabaseSync } from 'node:sqlite';
import type { RowBatch, RowProblem, TableField, TableRow } from '../table-row.ts';
import { recordId } from './record-id.ts';
import { indexStage } from './index-stage.ts';
import { withWritableStage } from './writable-stage.ts';
import { STAGE_FACTS, STAGE_TABLES, type StageFacts } from './stage-schema.ts';

const rowWriter = (database: DatabaseSync, key: readonly string[]) => {
  const insert = database.prepare('INSERT INTO rows (id, line, data, problems) VALUES (?, ?, ?, ?)');
  let records = 0;
  let emptyIds = 0;
  const write = (row: TableRow, fields: readonly TableField[]): void => {
    const id = recordId(row, key, fields);
    const problems: RowProblem[] = [...(row.problems ?? [])];
    if (id === null) {
      emptyIds += 1;
      problems.push({
        field: null,
        code: 'source-id-empty',
        detail: `no value in ${key.join(', ')} (line ${row.line} of the file)`,
      });
    }
    records += 1;
    insert.run(
      id ?? `~no-id~${row.line}`,
      row.line,
      JSON.stringify(row.values),
      problems.length === 0 ? null : JSON.stringify(problems),
    );
  };
  return { write, counts: () => ({ records, emptyIds }) };
};

const writeRows = (
  partial: string,
  batches: AsyncIterable<RowBatch>,
  key: readonly string[],
): Promise<Omit<StageFacts, 'duplicateIds'>> =>
  withWritableStage(partial, async (database) => {
    database.exec(STAGE_TABLES);
    const writer = rowWriter(database, key);
    let fields: readonly TableField[] = [];
    for await (const batch of batches) {
      fields = batch.fields;
      for (const row of batch.rows) writer.write(row, fields);
    }
    return { fields, ...writer.counts() };
  });

const writeFacts = (partial: string, facts: StageFacts): Promise<void> =>
  withWritableStage(partial, (database) => {
    database.prepare('INSERT INTO facts VALUES (?, ?)').run(STAGE_FACTS, JSON.stringify(facts));
  });

/**
 * Writes the rows of a class to a stage file. The file appears under its name when it is whole, in one step: whoever stages
 * the same at the same time does the same work and replaces it by an equal one.
 *
 * @param check called when all is written; if it throws, there is no stage
 */
export const writeStage = async (
  target: string,
  { batches, key }: { batches: AsyncIterable<RowBatch>; key: readonly string[] },
  check: (facts: StageFacts) => Promise<void>,
): Promise<StageFacts> => {
  const partial = `${target}.${randomUUID()}.partial`;
  try {
    const written = await writeRows(partial, batches, key);
    const facts = { ...written, duplicateIds: await indexStage(partial, written.records) };
    await writeFacts(partial, facts);
    await check(facts);
    const handle = await open(partial, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, target);
    return facts;
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
};
