/** Could this text be an id of ours? What a person typed is no row, and PostgreSQL would call it an error. */
export const isRowId = (text: string): boolean =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/u.test(text);
