/**
 * Text for Slack that cannot be forged. A `Markup` is mrkdwn in which everything that came from a record, a plan or a
 * person has been escaped: the tag `markup` escapes whatever is put into it, unless it is Markup already. Blocks and
 * messages accept Markup only, so that a lead named '<!channel>' wakes nobody.
 */
export interface Markup {
  readonly markup: string;
}

/** Longest piece of data inside a sentence, before escaping. */
const LONGEST_VALUE = 200;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** No control characters, no reversing of direction, no half characters, no line breaks. */
const clean = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '')
    .trim();

/** At most `limit` UTF-16 units, cut between characters, with an ellipsis where something is missing. */
const cut = (text: string, limit: number): string => {
  if (text.length <= limit) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > limit - 1) break;
    kept += character;
  }
  return `${kept}…`;
};

const escape = (text: string): string => text.replaceAll(/[&<>]/g, (character) => ENTITIES[character] ?? '');

const isMarkup = (value: string | number | Markup): value is Markup => typeof value === 'object';

/** Digits in groups of three: 15,000. Fractions keep two places. */
export const figure = (value: number): string =>
  Number.isFinite(value) ? value.toLocaleString('en-US', { maximumFractionDigits: 2 }) : '–';

const piece = (value: string | number | Markup): string => {
  if (isMarkup(value)) return value.markup;
  if (typeof value === 'number') return figure(value);
  return escape(cut(clean(value), LONGEST_VALUE));
};

/** markup`*${title}* is done`: the words of the template stay, what is put in is escaped. */
export const markup = (words: TemplateStringsArray, ...values: (string | number | Markup)[]): Markup => ({
  markup: words.reduce((text, word, index) => text + piece(values[index - 1] ?? '') + word),
});

/** A longer text of ours or of a person's, escaped: a hint, a sentence. */
export const sentence = (text: string): Markup => ({ markup: escape(cut(clean(text), 1000)) });

export const nothing: Markup = { markup: '' };

/** Code style: for field names, ids and masked values. Never empty. */
export const code = (text: string): Markup => {
  const inside = clean(text).replaceAll('`', '´');
  return { markup: `\`${escape(cut(inside === '' ? ' ' : inside, 80))}\`` };
};

export const joined = (parts: readonly Markup[], separator: string): Markup => ({
  markup: parts
    .map((part) => part.markup)
    .filter((text) => text !== '')
    .join(separator),
});

/** Cuts without breaking an entity or a <…> token. */
export const cutMarkup = (text: Markup, limit: number): Markup => {
  if (text.markup.length <= limit) return text;
  let kept = '';
  for (const [atom] of text.markup.matchAll(/<[^<>]*>|&[a-z]+;|[\s\S]/gu)) {
    if (kept.length + atom.length > limit - 1) break;
    kept += atom;
  }
  return { markup: `${kept}…` };
};

/** As many whole lines as fit; says how many did not. */
export const lines = (all: readonly Markup[], limit: number): Markup => {
  const kept: Markup[] = [];
  let length = 0;
  for (const line of all) {
    if (line.markup === '') continue;
    if (length + line.markup.length + 1 > limit - 20) break;
    kept.push(line);
    length += line.markup.length + 1;
  }
  const left = all.filter((line) => line.markup !== '').length - kept.length;
  return joined(left > 0 ? [...kept, markup`… and ${left} more`] : kept, '\n');
};

/** A person, by Slack id. Mentioning wakes them: only where they asked or must act. */
export const person = (userId: string): Markup =>
  /^[UW][A-Z0-9]{1,20}$/.test(userId) ? { markup: `<@${userId}>` } : markup`${userId}`;

export const channelLink = (channel: string): Markup =>
  /^[CGD][A-Z0-9]{1,20}$/.test(channel) ? { markup: `<#${channel}>` } : markup`${channel}`;

/** A link of Slack's own (permalink). Anything but http(s) is shown as its label. */
export const link = (url: string, label: string): Markup =>
  /^https?:\/\/[^\s<>|]+$/.test(url) ? { markup: `<${url}|${piece(label)}>` } : markup`${label}`;

/** A moment in the reader's own zone, with UTC for clients that cannot. */
export const moment = (date: Date): Markup => {
  const utc = `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return { markup: `<!date^${Math.floor(date.getTime() / 1000)}^{date_short_pretty} {time}|${utc}>` };
};

/** For plain_text and table cells, where nothing is parsed: angle brackets become look-alikes all the same. */
export const plain = (text: string, limit: number): string => {
  const inside = clean(text).replaceAll('<', '‹').replaceAll('>', '›');
  return cut(inside === '' ? '–' : inside, limit);
};
