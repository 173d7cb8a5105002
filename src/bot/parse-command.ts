import { LockstepError } from '#domain/errors.ts';
import { ENVIRONMENTS, type Environment } from '#domain/plan/plan-schema.ts';
import {
  COMMAND_VERBS,
  type CommandFlag,
  type CommandSpec,
  type CommandVerb,
  commandSpec,
  FLAG_MEANINGS,
  QUARANTINE_ACTIONS,
  type QuarantineAction,
  SLASH_COMMAND,
  TYPED_VERBS,
} from './command-table.ts';
import { type CommandWord, commandWords } from './command-words.ts';
import { nearestWord } from './nearest-word.ts';

interface Where {
  readonly environment: Environment | null;
  readonly plan: string | null;
}

/** What somebody asked for. What they left open is null. */
export type Command = Where &
  (
    | { readonly verb: 'overview' | 'status' | 'whoami' | 'resume' | 'cancel' }
    | { readonly verb: 'help'; readonly topic: CommandVerb | null }
    | { readonly verb: 'test-sample'; readonly percent: number | null }
    | { readonly verb: 'quarantine'; readonly action: QuarantineAction }
    | { readonly verb: 'pause'; readonly reason: string }
  );

const LONGEST_REASON = 300;

const shown = (word: string): string => {
  const well = word.toWellFormed();
  return well.length > 40 ? `${Array.from(well).slice(0, 39).join('')}…` : well;
};

const invalid = (message: string, hint: string): LockstepError =>
  new LockstepError('ARGUMENT_INVALID', { message, hint });

const usageOf = (spec: CommandSpec): string => `${SLASH_COMMAND} ${spec.usage}`.trim();

const suggestion = (word: string, words: readonly string[]): string => {
  const nearest = nearestWord(word, words);
  return nearest === null ? '' : ` Did you mean ${nearest}?`;
};

const parseVerb = (word: string): CommandVerb => {
  const verb = COMMAND_VERBS.find(
    (candidate) => candidate === word.toLowerCase() && candidate !== 'overview',
  );
  if (verb !== undefined) return verb;
  throw new LockstepError('COMMAND_UNKNOWN', {
    message: `Lockstep does not know '${shown(word)}'.${suggestion(word, TYPED_VERBS)}`,
    hint: `It understands ${TYPED_VERBS.join(', ')}. ${SLASH_COMMAND} help explains each.`,
  });
};

const parseEnvironment = (value: string): Environment => {
  const environment = ENVIRONMENTS.find((candidate) => candidate === value.toLowerCase());
  if (environment !== undefined) return environment;
  throw invalid(
    `'${shown(value)}' is not an environment.${suggestion(value, ENVIRONMENTS)}`,
    `There are ${ENVIRONMENTS.join(', ')}: --env sandbox`,
  );
};

const parsePlanName = (value: string): string => {
  if (/^[a-z][a-z0-9-]{0,39}$/i.test(value)) return value.toLowerCase();
  throw invalid(
    `'${shown(value)}' cannot be the name of a plan.`,
    'A plan’s name is lower-case letters, digits and dashes, as on the first lines of its plan.yml: --plan charlotte',
  );
};

const parseFlags = (spec: CommandSpec, words: readonly CommandWord[]): Where => {
  const values = new Map<CommandFlag, string>();
  for (const word of words) {
    if (word.kind !== 'flag') continue;
    const flag = spec.flags.find((candidate) => candidate === word.name);
    if (flag === undefined) {
      const allowed = spec.flags.map((name) => `--${name}`).join(' and ');
      throw invalid(
        `${spec.verb} has no --${shown(word.name)}.${suggestion(word.name, spec.flags)}`,
        allowed === '' ? `Write ${usageOf(spec)}` : `It takes ${allowed}: ${usageOf(spec)}`,
      );
    }
    const meaning = FLAG_MEANINGS[flag];
    if (word.value === null || word.value === '') {
      throw invalid(`--${flag} needs a value.`, `Write --${flag} ${meaning.value}`);
    }
    if (values.has(flag)) throw invalid(`--${flag} stands there twice.`, 'Give it once.');
    values.set(flag, word.value);
  }
  const environment = values.get('env');
  const plan = values.get('plan');
  return {
    environment: environment === undefined ? null : parseEnvironment(environment),
    plan: plan === undefined ? null : parsePlanName(plan),
  };
};

/**
 * '5', '5%', '5 %', '0,5 percent'. Also used for what is typed into the dialog.
 * @throws ARGUMENT_INVALID
 */
export const parsePercent = (text: string): number => {
  const written = /^(\d{1,9}(?:[.,]\d{1,9})?)\s*(?:%|percent|pct)?$/i.exec(text.trim());
  if (written === null) {
    throw invalid(
      `'${shown(text)}' is not a percentage.`,
      'Write a number from above 0 to 100: test-sample 5%',
    );
  }
  const percent = Number((written[1] ?? '').replace(',', '.'));
  if (percent > 0 && percent <= 100) return percent;
  throw invalid(
    `A sample of ${shown(text)} cannot be taken.`,
    'Write a number from above 0 to 100: test-sample 5%. 100 takes every record.',
  );
};

const tooMuch = (spec: CommandSpec, word: string): LockstepError =>
  invalid(`${spec.verb} does not know what to do with '${shown(word)}'.`, `Write ${usageOf(spec)}`);

const parseQuarantineAction = (spec: CommandSpec, rest: readonly string[]): QuarantineAction => {
  const [first = 'list', second] = rest;
  if (second !== undefined) throw tooMuch(spec, second);
  const action = QUARANTINE_ACTIONS.find((candidate) => candidate === first.toLowerCase());
  if (action !== undefined) return action;
  throw invalid(
    `quarantine cannot '${shown(first)}'.${suggestion(first, QUARANTINE_ACTIONS)}`,
    `Write ${usageOf(spec)}`,
  );
};

const parseReason = (rest: readonly string[]): string => {
  const reason = rest.join(' ').toWellFormed().trim();
  if (reason.length <= LONGEST_REASON) return reason;
  throw invalid(
    `The reason is ${reason.length} characters long.`,
    `Keep it under ${LONGEST_REASON}; it stands on the run’s card. Details fit into the card’s thread.`,
  );
};

/**
 * Reads what stands after /migrate or @Lockstep.
 * @throws COMMAND_UNKNOWN, ARGUMENT_INVALID
 */
export const parseCommand = (text: string): Command => {
  const words = commandWords(text);
  const [typed, ...rest] = words.flatMap((word) => (word.kind === 'word' ? [word.text] : []));
  const spec = commandSpec(typed === undefined ? 'overview' : parseVerb(typed));
  const where = parseFlags(spec, words);
  const [first] = rest;
  switch (spec.verb) {
    case 'help': {
      if (rest[1] !== undefined) throw tooMuch(spec, rest[1]);
      return { verb: 'help', topic: first === undefined ? null : parseVerb(first), ...where };
    }
    case 'test-sample': {
      return {
        verb: 'test-sample',
        percent: first === undefined ? null : parsePercent(rest.join(' ')),
        ...where,
      };
    }
    case 'quarantine': {
      return { verb: 'quarantine', action: parseQuarantineAction(spec, rest), ...where };
    }
    case 'pause': {
      return { verb: 'pause', reason: parseReason(rest), ...where };
    }
    case 'overview':
    case 'status':
    case 'whoami':
    case 'resume':
    case 'cancel': {
      if (first !== undefined) throw tooMuch(spec, first);
      return { verb: spec.verb, ...where };
    }
  }
};
