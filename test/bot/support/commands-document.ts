/** docs/commands.md, written from the command table. */
import { COMMAND_FLAGS, COMMAND_TABLE, FLAG_MEANINGS, SLASH_COMMAND } from '#bot/command-table.ts';

export const commandsDocument = (): string => {
  const rows = COMMAND_TABLE.map(
    (spec) => `- \`${`${SLASH_COMMAND} ${spec.usage}`.trim()}\`: ${spec.summary}`,
  );
  const flags = COMMAND_FLAGS.map(
    (flag) => `- \`--${flag} ${FLAG_MEANINGS[flag].value}\`: ${FLAG_MEANINGS[flag].summary}`,
  );
  const chapters = COMMAND_TABLE.flatMap((spec) => [
    `## ${`${SLASH_COMMAND} ${spec.verb === 'overview' ? '' : spec.verb}`.trim()}`,
    '',
    spec.details,
    '',
    '```',
    ...spec.examples,
    '```',
    '',
    ...(spec.guarded.length === 0
      ? []
      : [
          `Who may is in \`plan.yml\`, under \`may\`: ${spec.guarded.map((verb) => `\`${verb}\``).join(', ')}.`,
          '',
        ]),
  ]);
  return [
    '# Commands',
    '',
    'Written from `src/bot/command-table.ts` by `test/bot/command-table.test.ts` (`vitest -u` writes it anew).',
    '',
    ...rows,
    '',
    'Flags, where a command names them:',
    '',
    ...flags,
    '',
    'Slash commands do not work in threads: write `@Lockstep` in place of `/migrate` there; the answer comes into the thread.',
    'A dialog needs a slash command; where a mention leaves something open, Lockstep says what to add.',
    '',
    ...chapters,
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
};
