import { dirname, join } from 'node:path';
import { BUNDLE_LIMITS } from '#connectors/bundle/bundle-limits.ts';
import { openFolder } from '#connectors/bundle/folder-files.ts';
import { openBundle } from '#connectors/bundle/open-bundle.ts';
import { readRows } from '#connectors/bundle/read-rows.ts';
import { openPostgres } from '#connectors/postgres/open-postgres.ts';
import { destinationId, type DestinationId, type SourceId } from '#domain/ids.ts';
import { isMigrated, type MigratedClass } from '#domain/plan/plan-schema.ts';
import { findClass } from '#domain/system-schema.ts';
import { compileMapping } from '#engine/mapping/compile-mapping.ts';
import type { ResolveReference } from '#engine/mapping/compiled-mapping.ts';
import { loadCustomTransforms } from '#engine/mapping/load-custom.ts';
import { readPlan } from '#engine/plan/read-plan.ts';
import { neededSourceFields } from '#engine/run/needed-source-fields.ts';
import { openSourceView } from '#engine/run/source-view.ts';
import { ACCOUNTS, CONTACTS } from './bench-data.ts';
import { quiet, type BenchSetup, type Measured } from './bench-setup.ts';

const openPlan = async (setup: BenchSetup) => {
  const content = await readPlan(setup.plan);
  const settings = content.plan.source.sandbox;
  const contacts = content.plan.classes[CONTACTS];
  if (settings?.kind !== 'bundle' || !contacts || !isMigrated(contacts))
    throw new Error('the plan of the bench is not the one it was written for');
  return { content, settings, contacts, path: join(dirname(setup.plan), 'export') };
};

/** CSV text into rows, nothing kept: decoding, quotes, line breaks in cells, empty cells. */
export const measureParse = async (setup: BenchSetup): Promise<Measured> => {
  const { settings, path } = await openPlan(setup);
  const own = settings.classes[CONTACTS];
  if (!own) throw new Error('the plan of the bench has no contacts');
  const files = await openFolder(path, BUNDLE_LIMITS);
  const file = await files.file(own.file);
  let rows = 0;
  const begun = performance.now();
  for await (const batch of readRows(file, own, { limits: BUNDLE_LIMITS, workFolder: setup.workFolder }))
    rows += batch.rows.length;
  const seconds = (performance.now() - begun) / 1_000;
  await files.close();
  return { seconds, rows };
};

/** The export's first use: hashed, parsed, written to a stage file and indexed by id. Both classes. */
export const measureStage = async (setup: BenchSetup): Promise<Measured> => {
  const { settings, path } = await openPlan(setup);
  const begun = performance.now();
  const source = await openBundle({ settings, path, workFolder: setup.workFolder, log: quiet });
  await source.describe();
  const seconds = (performance.now() - begun) / 1_000;
  const rows = await source.count(CONTACTS);
  await source.close();
  return { seconds, rows };
};

/** Every account is there, under some id: what the cross-reference answers during a load. */
const accountIds = async (
  source: Awaited<ReturnType<typeof openBundle>>,
): Promise<Map<SourceId, DestinationId>> => {
  const ids = new Map<SourceId, DestinationId>();
  for await (const batch of source.read(ACCOUNTS, { fields: [] }))
    for (const { id } of batch.records) ids.set(id, destinationId(String(ids.size + 1)));
  return ids;
};

const contactsView = (
  source: Awaited<ReturnType<typeof openBundle>>,
  planClass: MigratedClass,
  schema: NonNullable<ReturnType<typeof findClass>>,
) => openSourceView({ connector: source, planClass, schema, fields: neededSourceFields(planClass) });

/** The mapping alone: 20 fields a record. Reading the records is not in the time, the look-up of the account is a map. */
export const measureMap = async (setup: BenchSetup): Promise<Measured> => {
  const { content, settings, contacts, path } = await openPlan(setup);
  const source = await openBundle({ settings, path, workFolder: setup.workFolder, log: quiet });
  const destination = await openPostgres({ url: setup.destinationUrl, schema: 'bench', log: quiet });
  const [sourceSchema, schema] = [
    findClass(await source.describe(), contacts.source),
    findClass(await destination.describe(), contacts.destination),
  ];
  await destination.close();
  if (!sourceSchema || !schema) throw new Error('the bench lacks the contacts at one end');
  const view = contactsView(source, contacts, sourceSchema);
  const custom = await loadCustomTransforms(content, setup.workFolder);
  const accounts = await accountIds(source);
  const resolve: ResolveReference = (_, id) => accounts.get(id) ?? null;
  const deferred = new Set<string>();
  const mapping = compileMapping({
    planClass: contacts,
    sourceFields: view.fields,
    destination: schema,
    custom,
    deferred,
  });
  let [rows, ms] = [0, 0];
  for await (const batch of view.read({ signal: new AbortController().signal })) {
    const begun = performance.now();
    for (const record of batch.records) if (mapping.mapRecord(record, resolve).ok) rows += 1;
    ms += performance.now() - begun;
  }
  await source.close();
  return { seconds: ms / 1_000, rows };
};
