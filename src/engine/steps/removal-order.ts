import type { ClassSchema, SystemSchema } from '#domain/system-schema.ts';
import { findClass } from '#domain/system-schema.ts';
import { components } from '../mapping/components.ts';

export interface RemovalClass {
  readonly destinationClass: string;
  /** Fields that must be emptied first, because records point at each other in a circle. */
  readonly links: readonly string[];
}

const parentsOf = (schema: ClassSchema | undefined, among: ReadonlySet<string>): string[] =>
  (schema?.relationships ?? []).map(({ toClass }) => toClass).filter((name) => among.has(name));

const linksOf = (schema: ClassSchema | undefined, circle: ReadonlySet<string>): string[] => {
  const fields = (schema?.relationships ?? [])
    .filter(({ toClass }) => circle.has(toClass))
    .flatMap((relationship) => relationship.fields);
  const mayBeEmpty = (name: string): boolean => {
    const field = schema?.fields.find((candidate) => candidate.name === name);
    return field !== undefined && !field.required && field.generated !== true && !schema?.key.includes(name);
  };
  return [...new Set(fields)].filter(mayBeEmpty);
};

/** Children before parents, by what the destination says of itself: the plan that wrote the records may be long gone. */
export const removalOrder = (
  schema: SystemSchema,
  destinationClasses: ReadonlySet<string>,
): RemovalClass[] => {
  const graph = new Map(
    [...destinationClasses].map((name) => [name, parentsOf(findClass(schema, name), destinationClasses)]),
  );
  return components(graph)
    .toReversed()
    .flatMap((circle) =>
      circle.map((name) => ({
        destinationClass: name,
        links: linksOf(findClass(schema, name), new Set(circle)),
      })),
    );
};
