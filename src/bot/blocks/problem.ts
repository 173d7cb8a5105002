import type { ErrorKind } from '#domain/error-codes.ts';
import { kindOf, LockstepError } from '#domain/errors.ts';
import { joined, type Markup, markup, moment, person, sentence } from './markup.ts';
import { context, type Message, message, section } from './message.ts';

/** How a problem begins, by kind. The emoji repeats what the words say. */
const OPENINGS: Record<ErrorKind, string> = {
  input: '✏️ Not understood.',
  refused: '🚫 Not done.',
  record: '⚠️ A record cannot be moved.',
  transient: '⏳ Not now.',
  external: '🔌 Another system refused.',
  bug: '🐞 This is our fault.',
};

/** A sentence of the engine's in which people and moments stand as ids and ISO times, as Slack shows them. */
const spoken = (text: string): Markup => ({
  markup: sentence(text)
    .markup.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, (iso) => {
      const at = new Date(iso);
      return Number.isNaN(at.getTime()) ? iso : moment(at).markup;
    })
    .replaceAll(/(?<=\bby )[UW](?=[A-Z0-9]*\d)[A-Z0-9]{8,14}\b/g, (id) => person(id).markup),
});

/**
 * An error as an answer to the person who caused it. Only what Lockstep raised on purpose is shown in its own words;
 * anything else is our bug, and gets a number to report in place of its text.
 *
 * @param reference number that also stands in the log
 */
export const renderProblem = (error: unknown, reference: string): Message => {
  const kind = kindOf(error);
  if (!(error instanceof LockstepError) || kind === 'bug') {
    const said = markup`${OPENINGS.bug} Lockstep met something it was not made for; nothing more was done.`;
    const hint = markup`Please report it with the number ${reference}; the log has the details under it.`;
    return message(joined([said, hint], ' '), [section(said), context(hint)]);
  }
  const said = markup`${OPENINGS[kind]} ${spoken(error.message)}`;
  const hint: Markup = spoken(error.hint);
  return message(joined([said, hint], ' '), [
    section(said),
    ...(hint.markup === '' ? [] : [section(hint)]),
    context(markup`${error.code}`),
  ]);
};
