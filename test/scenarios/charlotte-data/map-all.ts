import { join } from 'node:path';
import { openBundle } from '#connectors/bundle/open-bundle.ts';
import { destinationId, type SourceId } from '#domain/ids.ts';
import type { PlanContent } from '#domain/plan/plan-content.ts';
import { migratedClasses } from '#domain/plan/plan-schema.ts';
import { findClass, type SystemSchema } from '#domain/system-schema.ts';
import { compileMapping } from '#engine/mapping/compile-mapping.ts';
import { explodeBatch } from '#engine/mapping/explode-batch.ts';
import { loadCustomTransforms } from '#engine/mapping/load-custom.ts';
import { computeLoadOrder } from '#engine/mapping/load-order.ts';
import { readPlan } from '#engine/plan/read-plan.ts';

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

const columnsOf = (content: PlanContent, name: string): string[] => {
  const bundle = content.plan.source.sandbox;
  const planClass = content.plan.classes[name];
  if (bundle?.kind !== 'bundle' || planClass === undefined) return [];
  const named = JSON.stringify(planClass).matchAll(/"from":"([^"]+)"|\{([A-Z][^{}"]*)\}/gu);
  return [...new Set([...named].map((match) => match[1] ?? match[2] ?? ''))].filter(
    (field) => field !== 'each',
  );
};

/** What mapping made of one record: its values, with references as source ids, or why it has none. */
export interface Outcome {
  readonly values: Record<string, string | null> | null;
  readonly reasons: readonly string[];
}

/** Maps every record of the export, parents first, and says what became of each, by class and source id. */
export const mapAll = async (options: {
  readonly planFile: string;
  readonly bundleFolder: string;
  readonly workFolder: string;
  readonly destination: SystemSchema;
}): Promise<Map<string, Map<string, Outcome>>> => {
  const { bundleFolder, workFolder, destination } = options;
  const content = await readPlan(options.planFile);
  const bundle = content.plan.source.sandbox;
  if (bundle?.kind !== 'bundle') throw new RangeError('The sample plan reads a bundle.');
  const source = await openBundle({
    settings: bundle,
    path: bundleFolder,
    workFolder: join(workFolder, 'work'),
    log,
  });
  const custom = await loadCustomTransforms(content, workFolder);
  const { levels, deferred } = computeLoadOrder({ plan: content.plan, destinationSchema: destination });
  const outcomes = new Map<string, Map<string, Outcome>>();
  const classes = new Map(migratedClasses(content.plan));
  for (const name of levels.flat()) {
    const planClass = classes.get(name);
    const schema = planClass && findClass(destination, planClass.destination);
    if (!planClass || !schema) throw new RangeError(`no class ${name}`);
    const columns = [...columnsOf(content, name), ...(planClass.each ? [planClass.each.field] : [])];
    const mapping = compileMapping({
      planClass,
      sourceFields: planClass.each ? [...columns, 'each'] : columns,
      destination: schema,
      custom,
      deferred: deferred.get(name) ?? new Set(),
    });
    const found = new Map<string, Outcome>();
    outcomes.set(name, found);
    const resolve = (parentClass: string, id: SourceId) => {
      const parent = outcomes.get(parentClass)?.get(id);
      if (parent === undefined) return null;
      return parent.values === null ? 'quarantined' : destinationId(id);
    };
    for await (const batch of source.read(planClass.source, { fields: columns })) {
      const { records } = planClass.each ? explodeBatch(batch, planClass.each) : batch;
      for (const record of records) {
        const result = mapping.mapRecord(record, resolve);
        if (!result.ok)
          found.set(record.id, { values: null, reasons: result.reasons.map(({ code }) => code) });
        else {
          const values = Object.fromEntries(
            mapping.fields.map((field, at) => [field, result.record.values[at] ?? null]),
          );
          found.set(record.id, { values, reasons: [] });
        }
      }
      // The second pass: by now every record of the batch's own class is known or will be.
      for (const record of records) {
        const outcome = found.get(record.id);
        if (!outcome?.values) continue;
        for (const reference of mapping.deferredReferencesOf(record))
          outcome.values[reference.field] = reference.sourceId;
      }
    }
  }
  await source.close();
  return outcomes;
};
