import { unreadable } from './bundle-error.ts';
import { showName } from './entry-name.ts';

/** Column names must tell the columns apart. @param where 'file "deals.csv"' @throws BUNDLE_UNREADABLE */
export const checkHeader = (names: readonly string[], where: string): void => {
  const seen = new Map<string, number>();
  for (const [at, name] of names.entries()) {
    const column = at + 1;
    if (name.trim() === '') {
      throw unreadable(
        `Column ${column} of the bundle's ${where} has no name.`,
        'Give it a name in the first row, or take the column out.',
        { details: { column } },
      );
    }
    const earlier = seen.get(name);
    if (earlier !== undefined) {
      throw unreadable(
        `Columns ${earlier} and ${column} of the bundle's ${where} have the same name, ${showName(name)}.`,
        'Give each column a name of its own in the first row.',
        { details: { column, earlier } },
      );
    }
    seen.set(name, column);
  }
};
