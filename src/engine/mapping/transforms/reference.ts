import { sourceId } from '#domain/ids.ts';
import { textStep } from '../text-step.ts';
import { type ChainValue, type Refusal, type Step, type TransformKind } from '../transform.ts';

/**
 * The source id of a record of another class into its id in the destination, by the cross-reference. Several ids become
 * several. Every foreign key goes this way and no other.
 */
export const referenceTransform: TransformKind<'reference'> = {
  compile: ({ class: recordClass }): Step => {
    const missing: Refusal = {
      code: 'reference-missing',
      detail: `points at a record of '${recordClass}' that is not in the destination`,
    };
    const quarantined: Refusal = {
      code: 'reference-quarantined',
      detail: `points at a record of '${recordClass}' that is in quarantine itself`,
    };
    return (value, row): ChainValue | Refusal => {
      const find = (text: string): string | null | Refusal => {
        if (text.trim() === '') return null;
        const found = row.resolve(recordClass, sourceId(text));
        if (found === null) return missing;
        return found === 'quarantined' ? quarantined : found;
      };
      if (typeof value === 'string') return find(value);
      return value === null ? null : textStep(find)(value, row);
    };
  },
  reverse: ({ class: recordClass }) => ({
    reversible: true,
    run: (value, row) =>
      row?.sourceOf(recordClass, value) ?? {
        code: 'reference-missing',
        detail: `points at a record of '${recordClass}' that was not moved from the source`,
      },
  }),
};
