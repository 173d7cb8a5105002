import { LockstepError } from '#domain/errors.ts';
import { migratedClasses } from '#domain/plan/plan-schema.ts';
import type { WritableDestination } from '../connector.ts';
import type { PlaceCount } from '../ledger-ports.ts';
import type { ChunkWork } from '../run/chunk-work.ts';

const elsewhere = (work: ChunkWork, places: readonly PlaceCount[], what: string): LockstepError =>
  new LockstepError('SAMPLE_ELSEWHERE', {
    message: `The sample of '${work.content.plan.name}' in ${work.run.environment} is ${what}: ${places
      .map(
        ({ recordClass, destinationClass, records }) =>
          `${records} records of ${recordClass} (in '${destinationClass}')`,
      )
      .join(', ')}. Nothing was removed or written.`,
    hint: 'Point the plan back to where the sample is, remove the sample, then change the plan.',
    details: { classes: places.length },
  });

/**
 * Ids mean something in one system only. Before anything is removed or written: are all records of the scope in the
 * system that is open now?
 * @throws SAMPLE_ELSEWHERE
 */
export const refuseOtherSystem = async (
  work: ChunkWork,
  destination: WritableDestination,
): Promise<PlaceCount[]> => {
  const places = await work.store.crossReferences.places(work.scope);
  if (places.length === 0) return places;
  const system = await destination.fingerprint();
  const others = places.filter((place) => place.system !== system);
  if (others.length > 0)
    throw elsewhere(work, others, 'not in the database or schema that the plan points at now');
  return places;
};

/**
 * A run that adds to a sample resolves references through it, so every class must still go where it went.
 * @throws SAMPLE_ELSEWHERE
 */
export const refuseMovedClasses = (work: ChunkWork, places: readonly PlaceCount[]): void => {
  const classes = new Map(migratedClasses(work.content.plan));
  const others = places.filter((place) => {
    const now = classes.get(place.recordClass);
    return now && (now.destination !== place.destinationClass || now.identity !== place.identityField);
  });
  if (others.length > 0)
    throw elsewhere(work, others, 'in other classes, or under another identity, than the plan says now');
};
