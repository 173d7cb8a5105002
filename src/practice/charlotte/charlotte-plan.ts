import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, parseDocument, type Document } from 'yaml';
import { z } from 'zod';
import { CHARLOTTE_PLAN_FOLDER, type CharlotteVariant, isMappingVariant } from './charlotte-variants.ts';
import type { ExportFormat } from './generate-charlotte.ts';

/** A variant of the plan: what differs from the clean one, and the files it needs. */
const overlaySchema = z.strictObject({
  changes: z.array(
    z.union([
      z.strictObject({ at: z.array(z.union([z.string(), z.number()])).min(1), set: z.json() }),
      z.strictObject({ at: z.array(z.union([z.string(), z.number()])).min(1), remove: z.literal(true) }),
    ]),
  ),
  files: z.array(z.string()).default([]),
});
type Overlay = z.output<typeof overlaySchema>;

const readPlanFile = (name: string): Promise<string> =>
  readFile(new URL(name, CHARLOTTE_PLAN_FOLDER), 'utf8');

/** @throws RangeError if a change names a place that the clean plan does not have: the two have drifted apart */
const applyOverlay = (document: Document.Parsed, overlay: Overlay): void => {
  for (const change of overlay.changes) {
    if (!document.hasIn(change.at)) {
      throw new RangeError(
        `plans/charlotte/plan.yml has nothing at ${change.at.join('.')}; correct the variant.`,
      );
    }
    if ('set' in change) document.setIn(change.at, document.createNode(change.set));
    else document.deleteIn(change.at);
  }
};

const applyFormat = (document: Document.Parsed, format: ExportFormat): void => {
  const classes = z
    .record(z.string(), z.object({ file: z.string() }))
    .parse(
      z.object({ source: z.object({ sandbox: z.object({ classes: z.unknown() }) }) }).parse(document.toJS())
        .source.sandbox.classes,
    );
  for (const [name, { file }] of Object.entries(classes)) {
    if (!file.endsWith('.xlsx')) continue;
    document.setIn(['source', 'sandbox', 'classes', name, 'file'], file.replace(/xlsx$/u, format));
  }
};

/**
 * The plan of a variant, as it would stand in its folder.
 *
 * @param options.format which kind of export it reads; the plan as written reads XLSX
 * @returns the YAML text, and custom transform files by their path relative to the plan ('./first-ten-digits.ts')
 */
export const charlottePlan = async (options: {
  readonly variant: CharlotteVariant;
  readonly format?: ExportFormat | undefined;
}): Promise<{ text: string; files: Readonly<Record<string, string>> }> => {
  const { variant, format = 'xlsx' } = options;
  const text = await readPlanFile('plan.yml');
  if (!isMappingVariant(variant) && format === 'xlsx') return { text, files: {} };
  const document = parseDocument(text);
  const files: Record<string, string> = {};
  if (isMappingVariant(variant)) {
    const overlay = overlaySchema.parse(parse(await readPlanFile(`variants/${variant}.yml`)));
    applyOverlay(document, overlay);
    for (const file of overlay.files) files[`./${file}`] = await readPlanFile(`variants/${file}`);
  }
  applyFormat(document, format);
  return { text: document.toString({ lineWidth: 110 }), files };
};

/** Writes a variant's plan into a folder. @returns the path of its plan.yml */
export const writeCharlottePlan = async (options: {
  readonly folder: string;
  readonly variant: CharlotteVariant;
  readonly format?: ExportFormat | undefined;
}): Promise<string> => {
  const { text, files } = await charlottePlan(options);
  await mkdir(options.folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(options.folder, name), content);
  const path = join(options.folder, 'plan.yml');
  await writeFile(path, text);
  return path;
};
