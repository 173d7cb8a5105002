import { parseArgs } from 'node:util';
import { LockstepError } from '#domain/errors.ts';
import { ENVIRONMENTS, type Environment } from '#domain/plan/plan-schema.ts';

export type Command =
  | { readonly verb: 'start' | 'bot' | 'worker' | 'doctor' | 'help' | 'demo' }
  | { readonly verb: 'plan-check'; readonly files: readonly string[] }
  | RunCommand;

/** What can be asked of runs without Slack. */
export interface RunCommand {
  readonly verb: 'status' | 'pause' | 'resume' | 'cancel';
  readonly plan: string | null;
  readonly environment: Environment | null;
  readonly reason: string;
}

export const USAGE = `Usage: node src/main.ts COMMAND

  start                 everything in one process; without Slack settings, with the practice workspace (the default)
  bot                   Slack only, beside workers on other machines; needs DATABASE_URL
  worker                jobs only; needs DATABASE_URL
  doctor                checks database, queue, Slack and plans, and says what to do about each fault
  plan check FILE …     prints every fault of a plan at its line
  demo                  plays the sample plan through the practice workspace and prints the conversation

  status                where every plan stands, for the hour when Slack is down
  pause REASON          holds the open run             [--plan NAME] [--env sandbox|staging|production]
  resume                lets it go on                  [--plan NAME] [--env …]
  cancel                ends it; what it wrote stays   [--plan NAME] [--env …]
  help                  this page

Settings are environment variables: docs/settings.md lists them.
Exit codes: 0 all well, 1 something failed, 2 wrong usage or settings, 3 refused by a rule (folder or port taken …),
4 a part was lost while running (PostgreSQL ended), 130 stopped before it had wound up.`;

const usage = (message: string): LockstepError =>
  new LockstepError('ARGUMENT_INVALID', { message, hint: 'node src/main.ts help lists the commands.' });

const parse = (args: readonly string[]): { words: string[]; plan: string | null; env: string | null } => {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { plan: { type: 'string' }, env: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
    });
    return {
      words: values.help === true ? ['help'] : positionals,
      plan: values.plan ?? null,
      env: values.env ?? null,
    };
  } catch (error) {
    throw usage(error instanceof Error ? `${error.message}.` : 'This command line cannot be read.');
  }
};

const environmentOf = (text: string | null): Environment | null => {
  const environment = ENVIRONMENTS.find((candidate) => candidate === text);
  if (text !== null && environment === undefined)
    throw usage(`There is no environment '${text}'; there are ${ENVIRONMENTS.join(', ')}.`);
  return environment ?? null;
};

const RUN_VERBS = ['status', 'pause', 'resume', 'cancel'] as const;
const PLAIN_VERBS = ['start', 'bot', 'worker', 'doctor', 'help', 'demo'] as const;

/** @throws ARGUMENT_INVALID */
export const parseCommandLine = (args: readonly string[]): Command => {
  const { words, plan, env } = parse(args);
  const [first = 'start', ...rest] = words;
  if (first === 'plan') {
    if (rest[0] !== 'check') throw usage(`'plan' knows one command: plan check FILE …`);
    return { verb: 'plan-check', files: rest.slice(1) };
  }
  const runVerb = RUN_VERBS.find((verb) => verb === first);
  if (runVerb !== undefined)
    return { verb: runVerb, plan, environment: environmentOf(env), reason: rest.join(' ') };
  const verb = PLAIN_VERBS.find((candidate) => candidate === first);
  if (verb === undefined) throw usage(`There is no command '${first}'.`);
  if (rest.length > 0 || plan !== null || env !== null)
    throw usage(`The command '${verb}' takes nothing after it.`);
  return { verb };
};
