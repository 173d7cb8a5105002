import type { BundleFile } from './bundle-files.ts';
import { DEFAULT_BATCH_RECORDS, assertFields, type BundleClass, type BundleContext } from './bundle-class.ts';
import { hashFile } from './hash-file.ts';
import { readRows, type BundleClassSettings } from './read-rows.ts';
import { stageClass, type StageSource } from './staging/stage-class.ts';

const tableSource = (
  file: BundleFile,
  { name, settings, context }: { name: string; settings: BundleClassSettings; context: BundleContext },
): StageSource => ({
  recordClass: name,
  key: [settings.key].flat(),
  path: file.path,
  fingerprint: async () => {
    const { sheet, encoding, delimiter, emptyIs } = settings;
    return JSON.stringify([await hashFile(file), file.path, { sheet, encoding, delimiter, emptyIs }]);
  },
  version: () => file.version(),
  rows: () => readRows(file, settings, context),
});

/** A class that is a table in a file of the bundle. */
export const classOfTable = async (
  name: string,
  settings: BundleClassSettings,
  context: BundleContext,
): Promise<BundleClass> => {
  const file = await context.files.file(settings.file);
  const table = await stageClass(tableSource(file, { name, settings, context }), context);
  return {
    fields: table.facts.fields,
    count: (range) => table.count(range),
    read: (query) => {
      // A JSON Lines file without a line has no fields, and no record to miss one.
      if (table.facts.records > 0) assertFields(name, query.fields, table.facts.fields);
      return table.read({ ...query, batchRecords: query.batchRecords ?? DEFAULT_BATCH_RECORDS });
    },
    close: () => table.close(),
  };
};
