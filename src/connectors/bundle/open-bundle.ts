import { stat } from 'node:fs/promises';
import type { SourceConnector } from '#engine/connector.ts';
import type { Log } from '#engine/ports.ts';
import type { BundleSettings } from '#domain/plan/plan-schema.ts';
import type { ClassSchema, SystemSchema } from '#domain/system-schema.ts';
import { sourceId } from '#domain/ids.ts';
import type { BundleFiles } from './bundle-files.ts';
import { mismatch, unreadable } from './bundle-error.ts';
import { BUNDLE_LIMITS, type BundleLimits } from './bundle-limits.ts';
import { classOfTable } from './class-of-table.ts';
import type { BundleClass } from './bundle-class.ts';
import { showName } from './entry-name.ts';
import { classOfFiles } from './files/class-of-files.ts';
import { openFolder } from './folder-files.ts';
import type { BundleClassSettings } from './read-rows.ts';
import { unnamedParts } from './unnamed-parts.ts';
import { openZipBundle } from './zip-files.ts';

export interface BundleOptions {
  readonly settings: BundleSettings;
  /** Folder or zip, absolute. */
  readonly path: string;
  /** Where classes are staged. Made if missing; may be shared by processes and kept between them. */
  readonly workFolder: string;
  readonly log: Log;
  readonly limits?: BundleLimits;
}

const openFiles = async (path: string, limits: BundleLimits): Promise<BundleFiles> => {
  const facts = await stat(path).catch((cause: unknown) => {
    throw unreadable(
      `There is no bundle at ${showName(path)}.`,
      "Check the source's path in the plan; it is relative to the plan.",
      { cause },
    );
  });
  if (facts.isDirectory()) return openFolder(path, limits);
  if (facts.isFile()) return openZipBundle(path, limits);
  throw unreadable(
    `The bundle at ${showName(path)} is neither a folder nor a file.`,
    'Name a folder or a zip.',
  );
};

/** By its own name only: the plan's text decides what is asked for, and 'toString' is no class. */
const settingsOf = (settings: BundleSettings, name: string): BundleClassSettings | undefined =>
  Object.hasOwn(settings.classes, name) ? settings.classes[name] : undefined;

/** Every reference must name a class whose key is one column: that is what the referring column holds. */
const checkReferences = (settings: BundleSettings): void => {
  for (const [name, { references }] of Object.entries(settings.classes)) {
    for (const [column, toClass] of Object.entries(references)) {
      const target = settingsOf(settings, toClass);
      const keys = target === undefined ? 0 : [target.key].flat().length;
      if (keys === 1) continue;
      throw mismatch(
        `Column ${showName(column)} of class ${showName(name)} refers to class ${showName(toClass)}, which ${keys === 0 ? 'the bundle does not have' : 'has a key of several columns'}.`,
        'Correct the references of this class in the plan.',
      );
    }
  }
};

const classSchema = (name: string, { fields }: BundleClass, settings: BundleSettings): ClassSchema => {
  const own = settings.classes[name];
  const relationships = Object.entries(own?.references ?? {}).map(([column, toClass]) => {
    if (fields.length > 0 && !fields.some((field) => field.name === column)) {
      throw mismatch(
        `Column ${showName(column)}, a reference of class ${showName(name)}, is not in the bundle's file ${showName(own?.file ?? '')}.`,
        'Correct the references of this class in the plan.',
      );
    }
    return { fields: [column], toClass, toFields: [settings.classes[toClass]?.key ?? []].flat() };
  });
  return {
    name,
    key: [own?.key ?? []].flat(),
    fields: fields.map((field) => ({ ...field, required: false })),
    relationships,
  };
};

/**
 * An export bundle as a source: a folder or a zip of CSV, XLSX, JSON Lines and files. Read only. A class is staged on its
 * first use (see staging/stage-class.ts) and read from there in the order of its ids' bytes.
 *
 * CSV and XLSX know no empty text beside nothing: the class's `emptyIs` says which of the two an empty cell is. JSON Lines
 * do, and are taken at their word.
 *
 * @throws BUNDLE_UNREADABLE, BUNDLE_UNSAFE, PLAN_MISMATCH (from every method: a class is opened when first asked for)
 */
export const openBundle = async (options: BundleOptions): Promise<SourceConnector> => {
  const { settings, workFolder, log, limits = BUNDLE_LIMITS } = options;
  checkReferences(settings);
  const files = await openFiles(options.path, limits);
  const opened = new Map<string, Promise<BundleClass>>();
  const classOf = (name: string): Promise<BundleClass> => {
    const classSettings = settingsOf(settings, name);
    if (classSettings === undefined) {
      throw mismatch(`The bundle has no class ${showName(name)}.`, 'Name it under the source in the plan.');
    }
    const context = { files, workFolder, log, limits };
    const open = classSettings.file.endsWith('/') ? classOfFiles : classOfTable;
    const known = opened.get(name) ?? open(name, classSettings, context);
    opened.set(name, known);
    // Tried again at the next call: the file may have been put right.
    known.catch(() => opened.delete(name));
    return known;
  };
  return {
    describe: async (): Promise<SystemSchema> => {
      const classes: ClassSchema[] = [];
      for (const name of Object.keys(settings.classes)) {
        classes.push(classSchema(name, await classOf(name), settings));
      }
      const unnamed = await unnamedParts(settings, { files, workFolder, limits });
      return { kind: 'bundle', classes, automation: [], ...(unnamed.length > 0 ? { unnamed } : {}) };
    },
    count: async (recordClass, range) => (await classOf(recordClass)).count(range),
    read: async function* (recordClass, query) {
      const bundleClass = await classOf(recordClass);
      for await (const records of bundleClass.read(query)) {
        yield {
          fields: query.fields,
          records: records.map((record) => ({ ...record, id: sourceId(record.id) })),
        };
      }
    },
    close: async () => {
      for (const bundleClass of await Promise.allSettled(opened.values())) {
        if (bundleClass.status === 'fulfilled') bundleClass.value.close();
      }
      opened.clear();
      await files.close();
    },
  };
};
