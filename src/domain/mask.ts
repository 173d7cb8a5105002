/**
 * Masks a value for people who may see counts and shapes, not data: letters and digits are hidden, what remains shows
 * where a value changed. The first two characters stay if the value is long enough that they tell little.
 *
 * '(704) 555-0123' → '(70#) ###-####', 'new lead' → 'ne* ****'
 */
export const mask = (value: string | null): string | null => {
  if (value === null) return null;
  const shown = value.length > 64 ? `${value.slice(0, 64)}…` : value;
  let clear = value.length >= 8 ? 2 : 0;
  let masked = '';
  for (const character of shown) {
    const isDigit = /\p{Nd}/u.test(character);
    const isLetter = /\p{L}|\p{M}/u.test(character);
    if (!isDigit && !isLetter) masked += /\p{C}/u.test(character) ? '·' : character;
    else if (clear > 0) {
      masked += character;
      clear -= 1;
    } else masked += isDigit ? '#' : '*';
  }
  return value.length > 64 ? `${masked} (${value.length} characters)` : masked;
};
