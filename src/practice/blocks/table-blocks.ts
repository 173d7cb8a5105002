/**
 * Tables and charts. `data_visualization` is not in @slack/types 3.2: its shape is that of Slack's page of 2026-06-16 as two client
 * libraries publish it; where they differ on a limit (6 or 12 series) the lower one is enforced, so that what passes here passes there.
 */
import { z } from 'zod';
import { richTextBlock } from './rich-text.ts';
import { elementId } from './text-objects.ts';

export const MAX_TABLE_CHARACTERS = 10_000;
const MAX_COLUMNS = 20;

const rawText = z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) });
const rawNumber = z.strictObject({
  type: z.literal('raw_number'),
  value: z.number(),
  text: z.string().min(1),
});
const cell = z.discriminatedUnion('type', [rawText, rawNumber, richTextBlock]);
const headerCell = z.discriminatedUnion('type', [rawText, rawNumber]);

const sameLength = (rows: readonly (readonly unknown[])[]): boolean =>
  rows.every((row) => row.length === rows[0]?.length);

export const tableBlock = z.strictObject({
  type: z.literal('table'),
  block_id: elementId.optional(),
  rows: z.array(z.array(cell).min(1).max(MAX_COLUMNS)).min(1).max(100),
  column_settings: z
    .array(
      z
        .strictObject({
          align: z.enum(['left', 'center', 'right']).optional(),
          is_wrapped: z.boolean().optional(),
        })
        .nullable(),
    )
    .max(MAX_COLUMNS)
    .optional(),
});

export const dataTableBlock = z.strictObject({
  type: z.literal('data_table'),
  block_id: elementId.optional(),
  caption: z.string().min(1),
  rows: z
    .tuple([z.array(headerCell).min(1).max(MAX_COLUMNS)], z.array(cell).min(1).max(MAX_COLUMNS))
    .refine((rows) => rows.length >= 2, { error: 'no fewer than 2 items allowed' })
    .refine((rows) => rows.length <= 101, { error: 'no more than 101 items allowed' })
    .refine(sameLength, { error: 'every row must have the same number of cells' }),
  page_size: z.int().min(1).max(100).optional(),
  row_header_column_index: z
    .int()
    .min(0)
    .max(MAX_COLUMNS - 1)
    .optional(),
});

const label = z.string().min(1).max(20);
const point = z.strictObject({ label, value: z.number() });
const axes = z.strictObject({
  categories: z.array(label).min(1).max(20),
  x_label: z.string().min(1).max(50).optional(),
  y_label: z.string().min(1).max(50).optional(),
});
const series = z
  .array(z.strictObject({ name: label, data: z.array(point).min(1).max(20) }))
  .min(1)
  .max(6);

interface SeriesChart {
  readonly series: readonly { readonly name: string; readonly data: readonly { readonly label: string }[] }[];
  readonly axis_config: { readonly categories: readonly string[] };
}

const namesAreUnique = (chart: SeriesChart): boolean =>
  new Set(chart.series.map((one) => one.name)).size === chart.series.length;

const pointsMatchCategories = (chart: SeriesChart): boolean => {
  const wanted = [...chart.axis_config.categories].toSorted().join('\n');
  return chart.series.every(
    (one) =>
      one.data
        .map((each) => each.label)
        .toSorted()
        .join('\n') === wanted,
  );
};

const seriesChart = <Kind extends string>(kind: Kind) =>
  z
    .strictObject({ type: z.literal(kind), series, axis_config: axes })
    .refine(namesAreUnique, { error: 'series names must be unique', path: ['series'] })
    .refine(pointsMatchCategories, {
      error: 'every series needs one data point per category',
      path: ['series'],
    });

const pie = z.strictObject({
  type: z.literal('pie'),
  segments: z
    .array(z.strictObject({ label, value: z.number().positive() }))
    .min(1)
    .max(12),
});

export const dataVisualizationBlock = z.strictObject({
  type: z.literal('data_visualization'),
  block_id: elementId.optional(),
  title: z.string().min(1).max(50),
  chart: z.discriminatedUnion('type', [pie, seriesChart('bar'), seriesChart('area'), seriesChart('line')]),
});
