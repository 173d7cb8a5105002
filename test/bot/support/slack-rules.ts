/** What Slack accepts, by the practice workspace's own strict checks, and what must not be forged. */
import type { Message } from '#bot/blocks/message.ts';
import { checkBlocks } from '#practice/blocks/check-blocks.ts';
import { checkView as checkPracticeView } from '#practice/blocks/check-view.ts';

/** Everything Slack would refuse in a message. */
export const checkMessage = (message: Message): string[] => {
  const checked = checkBlocks(message.blocks, 'message', '/blocks');
  return [
    ...(message.text.length === 0 ? ['no text'] : []),
    ...(message.text.length > 3900 ? [`text of ${message.text.length}`] : []),
    ...(checked.ok ? [] : checked.faults.map((fault) => `${fault.pointer}: ${fault.message}`)),
  ];
};

const typeOf = (view: unknown): 'modal' | 'home' =>
  typeof view === 'object' && view !== null && 'type' in view && view.type === 'home' ? 'home' : 'modal';

/** Everything Slack would refuse in a view. */
export const checkView = (view: unknown): string[] => {
  const checked = checkPracticeView(view, typeOf(view));
  return checked.ok
    ? []
    : [checked.error, ...checked.faults.map((fault) => `${fault.pointer}: ${fault.message}`)];
};

/** The only tokens that Lockstep writes itself. */
const OWN_TOKEN =
  /<(?:@[UW][A-Z0-9]+|#[CGD][A-Z0-9]+|!date\^\d+\^\{date_short_pretty\} \{time\}\|\d{4}-\d\d-\d\d \d\d:\d\d UTC|https:\/\/charlotte\.slack\.com\/[^<>|]*\|[^<>]*)>/g;
/** Tokens that the tests put into data: nobody else writes them. */
const PLANTED = ['<!channel', '<!here', '<!subteam', '<@U0DIRECTOR>', '<#C0GENERAL1>', '<http://evil'];

function* texts(value: unknown, parsed: boolean): Generator<{ text: string; parsed: boolean }> {
  if (typeof value === 'string') yield { text: value, parsed };
  else if (Array.isArray(value)) for (const entry of value) yield* texts(entry, parsed);
  else if (typeof value === 'object' && value !== null) {
    const isMarkdown = 'type' in value && value.type === 'mrkdwn';
    for (const [key, entry] of Object.entries(value))
      yield* texts(entry, isMarkdown || (key === 'text' && 'blocks' in value));
  }
}

/** Control sequences and broken characters that data has brought into a message or view. */
export const forgeries = (shown: unknown): string[] =>
  [...texts(shown, false)].flatMap(({ text, parsed }) => {
    const left = parsed ? text.replaceAll(OWN_TOKEN, '') : text;
    return [
      ...PLANTED.filter((token) => text.includes(token)),
      ...(/[<>]/.test(left) ? [`loose bracket in ${text.slice(0, 80)}`] : []),
      ...(text.isWellFormed() ? [] : ['half a character']),
      ...(/[\u202A-\u202E\u2066-\u2069]/.test(text) ? ['reversed direction'] : []),
    ];
  });
