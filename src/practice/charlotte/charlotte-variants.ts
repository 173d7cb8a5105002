/**
 * What went wrong in Charlotte, each in two ways: a plan that maps wrongly, and a store that lies about what it accepted.
 * `plans/charlotte/variants/` holds one file for each.
 */
export const CHARLOTTE_VARIANTS = [
  'clean',
  'phones-by-mapping',
  'phones-by-destination',
  'stages-by-mapping',
  'stages-by-destination',
  'communications-by-mapping',
  'communications-by-destination',
  'communications-by-destination-later',
] as const;
export type CharlotteVariant = (typeof CHARLOTTE_VARIANTS)[number];

export const isMappingVariant = (variant: CharlotteVariant): boolean => variant.endsWith('-by-mapping');
export const isDestinationVariant = (variant: CharlotteVariant): boolean =>
  variant.includes('-by-destination');

/** The sample plan's own folder. Practice data stands beside the program; no setting leads to it. */
export const CHARLOTTE_PLAN_FOLDER = new URL('../../../plans/charlotte/', import.meta.url);
