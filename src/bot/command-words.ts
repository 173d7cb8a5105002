import { LockstepError } from '#domain/errors.ts';

/** One thing that was typed: a word, or a flag with its value. */
export type CommandWord =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'flag'; readonly name: string; readonly value: string | null };

const ENTITIES: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

/** Undoes what Slack clients do to typed text: entities, curly quotes, non-breaking spaces, dashes made of '--'. */
const plainTyping = (text: string): string =>
  text
    .replaceAll(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replaceAll(/[\u200B-\u200D\u2060\uFEFF]/g, '')
    .replaceAll(/\s/g, ' ')
    .replaceAll(/[\u201C-\u201F\u00AB\u00BB]/g, '"')
    .replaceAll(/[\u2018-\u201B]/g, "'")
    .replaceAll(/[\uFF05\uFE6A\u066A]/g, '%')
    .replaceAll(/(^| )[\u2010-\u2015\u2212-]{1,3}(?=\p{L})/gu, '$1--');

/** Splits on spaces; double quotes hold words together. An unclosed quote is an ordinary character. */
const splitWords = (text: string): string[] =>
  [...text.matchAll(/(?:[^\s"]|"[^"]*"|")+/g)].map(([word]) => word.replaceAll(/"([^"]*)"/g, '$1'));

/**
 * Words and flags in the order in which they were typed. `--env sandbox` and `--env=sandbox` are the same.
 * @throws ARGUMENT_INVALID for '--' alone
 */
export const commandWords = (text: string): CommandWord[] => {
  const words: CommandWord[] = [];
  const typed = splitWords(plainTyping(text));
  for (let index = 0; index < typed.length; index += 1) {
    const word = typed[index] ?? '';
    if (!word.startsWith('--')) {
      words.push({ kind: 'word', text: word });
      continue;
    }
    const [name = '', ...rest] = word.slice(2).split('=');
    if (name === '') {
      throw new LockstepError('ARGUMENT_INVALID', {
        message: 'There is a -- without a name after it.',
        hint: 'Write the name directly behind the dashes: --env sandbox',
      });
    }
    const next = typed[index + 1];
    const takesNext = rest.length === 0 && next !== undefined && !next.startsWith('--');
    if (takesNext) index += 1;
    words.push({
      kind: 'flag',
      name: name.toLowerCase(),
      value: takesNext ? next : rest.length > 0 ? rest.join('=') : null,
    });
  }
  return words;
};
