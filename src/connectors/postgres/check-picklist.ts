import pg from 'pg';

const LITERAL = /'(?:[^']|'')*'/g;
const CAST = String.raw`(?:::[\w ."]+(?:\(\d+\))?(?:\[\])?)?`;
const ELEMENT = String.raw`\(?'(?:[^']|'')*'${CAST}\)?${CAST}`;

const escapeForPattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * The values that `CHECK (x IN ('a', 'b'))` accepts, out of the constraint as PostgreSQL writes it down.
 * @param subject the column's name, or VALUE in a domain
 * @returns null for every other kind of check: a list is claimed only where the whole check is one
 */
export const picklistFromCheck = (definition: string, subject: string): string[] | null => {
  const names = new Set([subject, pg.escapeIdentifier(subject)].map(escapeForPattern));
  const field = `\\(*(?:${[...names].join('|')})\\)*${CAST}`;
  const isIn = `${field} = ANY \\(\\(?ARRAY\\[(?<list>${ELEMENT}(?:, ${ELEMENT})*)\\]\\)?${CAST}\\)`;
  const isEqual = `${field} = (?<one>${ELEMENT})`;
  const orNothing = `(?:\\(*${field} IS NULL\\)* OR )?`;
  const whole = new RegExp(`^CHECK \\(\\(*${orNothing}\\(*(?:${isIn}|${isEqual})\\)*(?: NOT VALID)?$`);
  const found = whole.exec(definition)?.groups;
  const values = (found?.['list'] ?? found?.['one'])?.match(LITERAL);
  return values ? values.map((literal) => literal.slice(1, -1).replaceAll("''", "'")) : null;
};
