/**
 * Slack's mrkdwn as pieces. Only what stands between real angle brackets is a control sequence; `&lt;!channel&gt;` is text.
 * Made here because the block library shows text marked `verbatim` as it is written, sequences and all.
 */
export type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bold' | 'italic' | 'strike' | 'quote'; readonly pieces: readonly Piece[] }
  | { readonly kind: 'code' | 'preformatted'; readonly text: string }
  | { readonly kind: 'link'; readonly url: string; readonly label: string }
  | { readonly kind: 'user' | 'channel' | 'group'; readonly id: string; readonly label: string }
  | { readonly kind: 'broadcast'; readonly range: string }
  | {
      readonly kind: 'date';
      readonly seconds: number;
      readonly format: string;
      readonly url: string;
      readonly fallback: string;
    }
  | { readonly kind: 'emoji'; readonly name: string };

const decode = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

const SAFE_LINK = /^(https?:|mailto:|tel:)/i;

const specialPiece = (body: string, label: string): Piece | null => {
  const [, range] = /^!(channel|here|everyone)$/.exec(body) ?? [];
  if (range !== undefined) return { kind: 'broadcast', range };
  const [, group] = /^!subteam\^(S[A-Z0-9]+)$/.exec(body) ?? [];
  if (group !== undefined) return { kind: 'group', id: group, label };
  const [, seconds, format, url = ''] = /^!date\^(-?\d{1,11})\^([^^]+)(?:\^(.+))?$/.exec(body) ?? [];
  if (seconds === undefined || format === undefined) return null;
  return {
    kind: 'date',
    seconds: Number(seconds),
    format,
    url: SAFE_LINK.test(url) ? url : '',
    fallback: label,
  };
};

/** What stands between `<` and `>`. Null for what Slack does not know: it stays text. */
const sequencePiece = (inside: string): Piece | null => {
  const bar = inside.indexOf('|');
  const body = decode(bar === -1 ? inside : inside.slice(0, bar));
  const label = bar === -1 ? '' : decode(inside.slice(bar + 1));
  if (body.startsWith('!')) return specialPiece(body, label);
  const [, sign, id] = /^([@#])([A-Z][A-Z0-9]+)$/.exec(body) ?? [];
  if (id !== undefined) return { kind: sign === '@' ? 'user' : 'channel', id, label };
  return SAFE_LINK.test(body) ? { kind: 'link', url: body, label: label === '' ? body : label } : null;
};

const MARKS: Readonly<Record<string, 'bold' | 'italic' | 'strike'>> = {
  '*': 'bold',
  _: 'italic',
  '~': 'strike',
};
const isWord = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character);
const isSpace = (character: string | undefined): boolean => character === undefined || /\s/.test(character);

/** Where a mark that opens at `start` closes, on the same line and outside of code and sequences; -1 where it does not. */
const closingMark = (text: string, start: number): number => {
  const mark = text[start];
  for (let at = start + 1; at < text.length && text[at] !== '\n'; at += 1) {
    const character = text[at];
    const past = character === '`' ? '`' : character === '<' ? '>' : null;
    const end = past === null ? -1 : text.indexOf(past, at + 1);
    if (end !== -1) at = end;
    else if (character === mark && at > start + 1 && !isSpace(text[at - 1]) && !isWord(text[at + 1]))
      return at;
  }
  return -1;
};

interface Found {
  readonly piece: Piece;
  readonly end: number;
}

const EMOJI = /:([a-z0-9_+-]{2,40}):/y;

const styledAt = (text: string, at: number): Found | null => {
  const kind = MARKS[text[at] ?? ''];
  if (kind === undefined || isWord(text[at - 1]) || isSpace(text[at + 1])) return null;
  const close = closingMark(text, at);
  if (close === -1) return null;
  return { piece: { kind, pieces: inlinePieces(text.slice(at + 1, close)) }, end: close + 1 };
};

const pieceAt = (text: string, at: number): Found | null => {
  const character = text[at];
  if (character === '<') {
    const end = text.indexOf('>', at);
    const piece = end === -1 ? null : sequencePiece(text.slice(at + 1, end));
    return piece === null ? null : { piece, end: end + 1 };
  }
  if (character === '`') {
    const end = text.indexOf('`', at + 1);
    const inside = end === -1 ? '' : text.slice(at + 1, end);
    if (inside === '' || inside.includes('\n')) return null;
    return { piece: { kind: 'code', text: decode(inside) }, end: end + 1 };
  }
  if (character === ':') {
    EMOJI.lastIndex = at;
    const [whole, name] = EMOJI.exec(text) ?? [];
    if (whole !== undefined && name !== undefined)
      return { piece: { kind: 'emoji', name }, end: at + whole.length };
  }
  return styledAt(text, at);
};

const inlinePieces = (text: string): Piece[] => {
  const pieces: Piece[] = [];
  let begun = 0;
  for (let at = 0; at < text.length;) {
    const found = pieceAt(text, at);
    if (found === null) {
      at += 1;
      continue;
    }
    if (at > begun) pieces.push({ kind: 'text', text: decode(text.slice(begun, at)) });
    pieces.push(found.piece);
    at = found.end;
    begun = at;
  }
  if (begun < text.length) pieces.push({ kind: 'text', text: decode(text.slice(begun)) });
  return pieces;
};

const QUOTED = /^(?:&gt;|>) ?/;

/** Lines, with those that begin with `>` gathered into quotes. */
const linePieces = (text: string): Piece[] => {
  const groups: { isQuote: boolean; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    const isQuote = QUOTED.test(line);
    const last = groups.at(-1);
    const shown = line.replace(QUOTED, '');
    if (last?.isQuote === isQuote) last.lines.push(shown);
    else groups.push({ isQuote, lines: [shown] });
  }
  return groups.flatMap(({ isQuote, lines }): Piece[] => {
    const pieces = inlinePieces(lines.join('\n'));
    return isQuote ? [{ kind: 'quote', pieces }] : pieces;
  });
};

/** @returns pieces in order; all text in them is decoded and is to be shown as it is */
export const parseMrkdwn = (text: string): Piece[] =>
  text.split(/```\n?([\s\S]+?)\n?```\n?/).flatMap((part, index): Piece[] => {
    if (part === '') return [];
    return index % 2 === 1 ? [{ kind: 'preformatted', text: decode(part) }] : linePieces(part);
  });
