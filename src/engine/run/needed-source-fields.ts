import type { MigratedClass } from '#domain/plan/plan-schema.ts';

const placeholders = (text: string): string[] =>
  [...text.matchAll(/\{([^{}]+)\}/g)].flatMap((match) => (match[1] === undefined ? [] : [match[1]]));

/** Source fields that a class's mapping reads. 'each' is the part of a several-valued field, not a field of the source. */
export const neededSourceFields = (planClass: MigratedClass): string[] => {
  const fields = Object.values(planClass.fields).flatMap((mapping) => [
    ...(mapping.from === undefined ? [] : [mapping.from].flat()),
    ...mapping.transforms.flatMap((transform) =>
      transform.use === 'template' ? placeholders(transform.text) : [],
    ),
  ]);
  const own = planClass.each ? [...fields.filter((field) => field !== 'each'), planClass.each.field] : fields;
  return [...new Set(own)];
};
