import type { PracticeControl } from '#practice/control/practice-control.ts';
import type { PageMessage } from '#practice/page-api.ts';
import { messageText } from './conversation-text.ts';

const CHANNEL = 'C0MIGRATE1';
const MAYA = 'U0OPSLEAD1';
const BEN = 'U0SALES001';
/** A sample takes seconds; a slow machine may need minutes. */
const VERDICT_WITHIN_MS = 240_000;

/** What must be so, and is not. */
export type Shortcomings = string[];

export interface Stage {
  readonly control: PracticeControl;
  readonly say: (text: string) => void;
  readonly shortcomings: Shortcomings;
}

const wordsOf = (message: PageMessage): string => `${message.text}\n${JSON.stringify(message.blocks)}`;

const must = (stage: Stage, isSo: boolean, what: string): void => {
  if (!isSo) stage.shortcomings.push(what);
};

const typeCommand = async (stage: Stage, user: string, text: string): Promise<void> => {
  const person = stage.control.as(user);
  stage.say(`\n${person.sees().me.displayName}\n    ${text}`);
  const result = await person.command(CHANNEL, text);
  must(stage, result.ok, `${text} was not accepted: ${result.message}`);
};

/** Messages of the channel that this person had not seen before. */
const newcomers = (stage: Stage, user: string, seen: ReadonlySet<string>): PageMessage[] =>
  stage.control
    .as(user)
    .channel(CHANNEL)
    .messages.filter((message) => !seen.has(message.ts));

const seenBy = (stage: Stage, user: string): Set<string> =>
  new Set(
    stage.control
      .as(user)
      .channel(CHANNEL)
      .messages.map((message) => message.ts),
  );

const show = (stage: Stage, messages: readonly PageMessage[]): void => {
  const { people, channels } = stage.control.as(MAYA).sees();
  const names = new Map<string, string>([
    ...people.map((person) => [person.id, `@${person.displayName}`] as const),
    ...channels.map((channel) => [channel.id, `#${channel.name}`] as const),
  ]);
  for (const message of messages) stage.say(`\n${messageText(message, names)}`);
};

/** Types a command and waits for the message that answers it. */
const ask = async (
  stage: Stage,
  user: string,
  command: { text: string; answer: RegExp; within?: number },
): Promise<PageMessage> => {
  const seen = seenBy(stage, user);
  await typeCommand(stage, user, command.text);
  const found = await stage.control.waitFor(
    () => newcomers(stage, user, seen).find((message) => command.answer.test(message.text)),
    command.within ?? 15_000,
  );
  // A card is edited at most every three seconds; the conversation is shown when it has come to rest.
  await stage.control.waitFor(
    () => !newcomers(stage, user, seen).some((message) => wordsOf(message).includes('Cancel the run')),
    15_000,
  );
  show(stage, newcomers(stage, user, seen));
  return found;
};

const pressButton = async (stage: Stage, message: PageMessage, label: RegExp): Promise<boolean> => {
  for (const block of message.blocks) {
    const elements = Array.isArray(block['elements']) ? (block['elements'] as Record<string, unknown>[]) : [];
    const button = elements.find((element) => label.test(JSON.stringify(element['text'] ?? '')));
    if (typeof button?.['action_id'] !== 'string') continue;
    stage.say(`\n${stage.control.as(MAYA).sees().me.displayName} presses ${label.source}`);
    const on = { channel: CHANNEL, ts: message.ts };
    const result = await stage.control.as(MAYA).press(on, { actionId: button['action_id'], confirm: true });
    return result.ok;
  }
  return false;
};

const verdict = { answer: /PASSED: |FAILED: /, within: VERDICT_WITHIN_MS };

/** The clean sample: it passes, whoever may not start one is told who may, and the evidence is in the thread. */
export const playClean = async (stage: Stage): Promise<void> => {
  await ask(stage, MAYA, { text: '/migrate', answer: /Charlotte/ });
  const refusal = await ask(stage, BEN, { text: '/migrate test-sample', answer: /./ });
  must(stage, refusal.isEphemeral, 'a refusal was shown to everybody');
  must(stage, /Operations lead/.test(wordsOf(refusal)), 'the refusal does not say who may');
  const passed = await ask(stage, MAYA, { text: '/migrate test-sample', ...verdict });
  must(stage, /PASSED/.test(passed.text), 'the clean sample did not pass');
  must(stage, /"communications"/.test(wordsOf(passed)), 'the table does not show every class');
};

/** The same with a store that spoils phone numbers: it fails and names the field and the count. */
export const playFaulty = async (stage: Stage): Promise<void> => {
  const failed = await ask(stage, MAYA, { text: '/migrate test-sample', ...verdict });
  const words = wordsOf(failed);
  must(stage, /FAILED/.test(failed.text), 'the faulty sample did not fail');
  must(stage, /phone/.test(words), 'the verdict does not name the field');
  must(
    stage,
    /2,[345]00/.test(words),
    'the verdict does not say that about 2,400 of the leads are concerned',
  );
  must(stage, !/\+1[2-9]\d{9}/.test(words), 'a phone number is shown unmasked');
  const seen = seenBy(stage, MAYA);
  must(
    stage,
    await pressButton(stage, failed, /Remove the sample/),
    'the sample cannot be removed by its button',
  );
  await stage.control.waitFor(
    () =>
      newcomers(stage, MAYA, seen).find(
        (message) => /remov/i.test(message.text) && !/queued|running/i.test(message.text),
      ),
    60_000,
  );
  show(stage, newcomers(stage, MAYA, seen));
};
