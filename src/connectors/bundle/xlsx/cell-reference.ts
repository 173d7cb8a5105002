export const MAX_ROWS = 1_048_576;
const MAX_COLUMNS = 16_384;

/** 'C7' → row 7, column 3. Null: no cell of a sheet. */
export const parseReference = (reference: string): { row: number; column: number } | null => {
  const match = /^\$?([A-Za-z]{1,3})\$?(\d{1,7})$/.exec(reference);
  if (match === null) return null;
  let column = 0;
  for (const letter of (match[1] ?? '').toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64;
  const row = Number(match[2]);
  return row >= 1 && row <= MAX_ROWS && column <= MAX_COLUMNS ? { row, column } : null;
};

/** Column 3 of row 7 → 'C7'. */
export const formatReference = (row: number, column: number): string => {
  let letters = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return `${letters}${row}`;
};
