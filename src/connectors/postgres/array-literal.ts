/**
 * PostgreSQL's own notation of arrays, `{a,"b c",NULL}`, and the JSON array that Lockstep hands on.
 * An array whose bounds do not begin at 1 is written `[2:3]={a,b}`; JSON cannot say that, so such a text stays as it is in
 * both directions and nothing is lost.
 */
export type ArrayItem = string | null | readonly ArrayItem[];

/** @returns null for a text that is not in this notation, or has bounds of its own */
export const parseArrayLiteral = (literal: string): readonly ArrayItem[] | null => {
  let at = 0;
  const parseQuoted = (): string => {
    let text = '';
    at += 1;
    while (at < literal.length && literal[at] !== '"') {
      if (literal[at] === '\\') at += 1;
      text += literal[at] ?? '';
      at += 1;
    }
    at += 1;
    return text;
  };
  const parseBare = (): string | null => {
    const start = at;
    while (at < literal.length && literal[at] !== ',' && literal[at] !== '}') at += 1;
    const text = literal.slice(start, at);
    return text === 'NULL' ? null : text;
  };
  const parseList = (): ArrayItem[] => {
    const items: ArrayItem[] = [];
    at += 1;
    while (at < literal.length && literal[at] !== '}') {
      if (literal[at] === '{') items.push(parseList());
      else items.push(literal[at] === '"' ? parseQuoted() : parseBare());
      if (literal[at] === ',') at += 1;
    }
    at += 1;
    return items;
  };
  return literal.startsWith('{') ? parseList() : null;
};

/** The array as PostgreSQL reads it. */
export const writeArrayLiteral = (items: readonly ArrayItem[]): string =>
  `{${items
    .map((item) => {
      if (item === null) return 'NULL';
      return typeof item === 'string'
        ? `"${item.replace(/[\\"]/g, (character) => `\\${character}`)}"`
        : writeArrayLiteral(item);
    })
    .join(',')}}`;
