import {
  COMMAND_FLAGS,
  COMMAND_TABLE,
  type CommandSpec,
  type CommandVerb,
  commandSpec,
  FLAG_MEANINGS,
  SLASH_COMMAND,
} from '../command-table.ts';
import { joined, lines, type Markup, markup, sentence } from './markup.ts';
import { context, type Message, message, section } from './message.ts';

const typed = (text: string): Markup => markup`\`${text.trim()}\``;

const commandLine = (spec: CommandSpec): Markup =>
  markup`${typed(`${SLASH_COMMAND} ${spec.usage}`)} ${spec.summary}`;

const flagLines = (): Markup[] =>
  COMMAND_FLAGS.map(
    (flag) => markup`\`--${flag} ${FLAG_MEANINGS[flag].value}\` ${FLAG_MEANINGS[flag].summary}`,
  );

/** What Lockstep understands; with a topic, that verb at length. */
export const renderHelp = (topic: CommandVerb | null): Message => {
  if (topic !== null) {
    const spec = commandSpec(topic);
    const examples = joined(spec.examples.map(typed), '\n');
    const body = joined([commandLine(spec), sentence(spec.details), examples], '\n');
    return message(body, [
      section(body),
      ...(spec.guarded.length === 0
        ? []
        : [context(markup`Who may is in the plan, under \`may\`: ${spec.guarded.join(', ')}`)]),
    ]);
  }
  const verbs = lines(COMMAND_TABLE.map(commandLine), 2600);
  const flags = lines(flagLines(), 600);
  const elsewhere = markup`In a thread, where slash commands do not work, write @Lockstep in place of ${SLASH_COMMAND}.`;
  return message(joined([verbs, flags, elsewhere], '\n'), [
    section(verbs),
    section(flags),
    context(elsewhere),
  ]);
};
