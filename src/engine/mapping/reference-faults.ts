import { migratedClasses, type Plan } from '#domain/plan/plan-schema.ts';
import { findClass, type SystemSchema } from '#domain/system-schema.ts';

/**
 * References that would write the right record's wrong key: the cross-reference knows a record by its key in the
 * destination, so a foreign key that points at another class, or at other fields than the key, cannot be filled with it.
 */
export const referenceFaults = (plan: Plan, destination: SystemSchema): string[] => {
  const classes = new Map(migratedClasses(plan));
  const faults: string[] = [];
  for (const [className, planClass] of classes) {
    for (const [field, mapping] of Object.entries(planClass.fields)) {
      const last = mapping.transforms.at(-1);
      const parent = last?.use === 'reference' ? classes.get(last.class) : undefined;
      if (!parent) continue;
      const key = findClass(destination, parent.destination)?.key ?? [];
      const where = `${className}.${field}`;
      if (key.length > 1) {
        faults.push(
          `${where}: '${parent.destination}' has a key of several fields (${key.join(', ')}), which one field cannot hold`,
        );
      }
      const keys = findClass(destination, planClass.destination)?.relationships.filter(
        (relationship) => relationship.fields.length === 1 && relationship.fields[0] === field,
      );
      for (const { toClass, toFields } of keys ?? []) {
        if (toClass !== parent.destination) {
          faults.push(
            `${where}: the plan refers to '${parent.destination}', the destination's foreign key to '${toClass}'`,
          );
        } else if (toFields.join() !== key.join()) {
          faults.push(
            `${where}: the destination's foreign key points at '${toClass}.${toFields.join(', ')}', which is not the key of '${toClass}'`,
          );
        }
      }
    }
  }
  return faults;
};
