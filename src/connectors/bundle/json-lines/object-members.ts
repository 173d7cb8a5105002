export interface Member {
  readonly name: string;
  /** The value as the text has it. */
  readonly raw: string;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Index after the string that begins at this quote. */
const stringEnd = (text: string, from: number): number => {
  for (let quote = text.indexOf('"', from + 1); ; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
};

/** Index after the object or array that begins at this bracket. */
const nestedEnd = (text: string, from: number): number => {
  let depth = 0;
  for (let at = from; ;) {
    const character = text[at];
    if (character === '"') {
      at = stringEnd(text, at);
      continue;
    }
    if (character === '{' || character === '[') depth += 1;
    if (character === '}' || character === ']') depth -= 1;
    at += 1;
    if (depth === 0) return at;
  }
};

/** Index after a number, true, false or null. */
const plainEnd = (text: string, from: number): number => {
  let end = from;
  while (!/[,}\s]/.test(text[end] ?? '}')) end += 1;
  return end;
};

const valueEnd = (text: string, from: number): number => {
  const code = text.charCodeAt(from);
  if (code === QUOTE) return stringEnd(text, from);
  return code === 0x7b || code === 0x5b ? nestedEnd(text, from) : plainEnd(text, from);
};

/** Space, tab, line feed, carriage return: none is above the space. */
const skipBlanks = (text: string, from: number): number => {
  let at = from;
  while (text.charCodeAt(at) <= 0x20) at += 1;
  return at;
};

/** What a string in JSON says. @param raw with its quotes; valid JSON */
export const stringText = (raw: string): string =>
  raw.includes('\\') ? String(JSON.parse(raw)) : raw.slice(1, -1);

/**
 * Names and values of a JSON object, as its text has them: JSON.parse would round long numbers and keep one of two equal
 * names. @param text valid JSON whose outermost value is an object
 */
export const objectMembers = (text: string): Member[] => {
  const members: Member[] = [];
  let at = skipBlanks(text, skipBlanks(text, 0) + 1);
  while (text.charCodeAt(at) === QUOTE) {
    const nameEnd = stringEnd(text, at);
    const from = skipBlanks(text, skipBlanks(text, nameEnd) + 1); // behind the colon
    const to = valueEnd(text, from);
    members.push({ name: stringText(text.slice(at, nameEnd)), raw: text.slice(from, to) });
    at = skipBlanks(text, to);
    if (text[at] === ',') at = skipBlanks(text, at + 1);
  }
  return members;
};
