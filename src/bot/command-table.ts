import type { GuardedVerb } from '#domain/plan/plan-schema.ts';

/**
 * Every verb of /migrate, once. The parser, the help text, docs/commands.md and the manifest's usage hint are made from
 * this table or compared with it by a test.
 */
export interface CommandSpec {
  readonly verb: CommandVerb;
  /** What follows '/migrate '. Empty for the overview. */
  readonly usage: string;
  readonly summary: string;
  /** A paragraph for `help <verb>` and docs/commands.md. */
  readonly details: string;
  readonly examples: readonly string[];
  /** What may stand after the verb, besides flags. */
  readonly takes: 'nothing' | 'verb' | 'percent' | 'quarantine-action' | 'reason';
  readonly flags: readonly CommandFlag[];
  /** Rights that it, or its actions, need. Empty: everyone in the plan's channel. */
  readonly guarded: readonly GuardedVerb[];
}

export const COMMAND_FLAGS = ['env', 'plan'] as const;
export type CommandFlag = (typeof COMMAND_FLAGS)[number];

export const FLAG_MEANINGS: Record<CommandFlag, { value: string; summary: string }> = {
  env: { value: 'sandbox|staging|production', summary: 'which environment' },
  plan: { value: 'NAME', summary: 'which plan, where a channel has several or you are elsewhere' },
};

export const QUARANTINE_ACTIONS = ['list', 'retry', 'export'] as const;
export type QuarantineAction = (typeof QUARANTINE_ACTIONS)[number];

export const COMMAND_VERBS = [
  'overview',
  'help',
  'status',
  'test-sample',
  'quarantine',
  'pause',
  'resume',
  'cancel',
  'whoami',
] as const;
export type CommandVerb = (typeof COMMAND_VERBS)[number];

export const SLASH_COMMAND = '/migrate';

export const COMMAND_TABLE: readonly CommandSpec[] = [
  {
    verb: 'overview',
    usage: '',
    summary: 'where things stand, the next step, and who may take it',
    details: 'Shows every plan of the channel: its phase, open runs, last results and what to do next.',
    examples: ['/migrate'],
    takes: 'nothing',
    flags: ['plan'],
    guarded: [],
  },
  {
    verb: 'help',
    usage: 'help [verb]',
    summary: 'what Lockstep understands',
    details: 'Lists the verbs, or explains one of them.',
    examples: ['/migrate help', '/migrate help test-sample'],
    takes: 'verb',
    flags: [],
    guarded: [],
  },
  {
    verb: 'status',
    usage: 'status [--env …] [--plan …]',
    summary: 'the open run, or the last one, with its steps and counts',
    details:
      'Shows the run under way: step, records done and to do, pace and time left. With no open run, the newest one.',
    examples: ['/migrate status', '/migrate status --env staging'],
    takes: 'nothing',
    flags: ['env', 'plan'],
    guarded: [],
  },
  {
    verb: 'test-sample',
    usage: 'test-sample [percent] [--env …] [--plan …]',
    summary: 'move a sample, compare it field by field, and say what is wrong',
    details:
      'Moves a share of the records (the plan’s own share if you name none), compares every field of them, checks the ' +
      'data once more without the mapping, and posts the verdict. The sample stays in the destination until somebody ' +
      'removes it with the button under the verdict. Where the plan has several environments a dialog asks for one; ' +
      'production is always asked for once more.',
    examples: ['/migrate test-sample', '/migrate test-sample 5% --env sandbox'],
    takes: 'percent',
    flags: ['env', 'plan'],
    guarded: ['test-sample'],
  },
  {
    verb: 'quarantine',
    usage: 'quarantine [list|retry|export] [--env …] [--plan …]',
    summary: 'records that could not be moved: why, try again, or as a file',
    details:
      'list groups them by class, reason and field. retry moves those again that a change of the mapping has set right. ' +
      'export sends the ids and reasons as CSV to you alone.',
    examples: [
      '/migrate quarantine',
      '/migrate quarantine retry --env sandbox',
      '/migrate quarantine export',
    ],
    takes: 'quarantine-action',
    flags: ['env', 'plan'],
    guarded: ['retry', 'quarantine-export'],
  },
  {
    verb: 'pause',
    usage: 'pause [reason] [--env …] [--plan …]',
    summary: 'let chunks under way end and begin no new one',
    details: 'The reason stands on the run’s card. Nothing is lost; resume goes on where it stopped.',
    examples: ['/migrate pause', '/migrate pause waiting for the finance close'],
    takes: 'reason',
    flags: ['env', 'plan'],
    guarded: ['pause'],
  },
  {
    verb: 'resume',
    usage: 'resume [--env …] [--plan …]',
    summary: 'go on with a paused run',
    details: 'Goes on where the run stopped.',
    examples: ['/migrate resume'],
    takes: 'nothing',
    flags: ['env', 'plan'],
    guarded: ['resume'],
  },
  {
    verb: 'cancel',
    usage: 'cancel [--env …] [--plan …]',
    summary: 'end the open run for good; asks once more',
    details:
      'Chunks under way end and no new one begins. What was written stays in the destination and is known; it can be removed.',
    examples: ['/migrate cancel'],
    takes: 'nothing',
    flags: ['env', 'plan'],
    guarded: ['cancel'],
  },
  {
    verb: 'whoami',
    usage: 'whoami [--plan …]',
    summary: 'your roles here and what you may do',
    details:
      'Shows the roles you hold in the plan, by name or through a user group, and the verbs they open to you.',
    examples: ['/migrate whoami'],
    takes: 'nothing',
    flags: ['plan'],
    guarded: [],
  },
];

/** Verbs that are typed; the overview is what comes when none is. */
export const TYPED_VERBS: readonly string[] = COMMAND_VERBS.filter((verb) => verb !== 'overview');

export const commandSpec = (verb: CommandVerb): CommandSpec => {
  const found = COMMAND_TABLE.find((spec) => spec.verb === verb);
  if (found === undefined) throw new RangeError(`the command table has no row for ${verb}`);
  return found;
};

/** The usage hint that Slack shows while somebody types, and that manifest.yml carries. */
export const usageHint = (): string => `[${TYPED_VERBS.join(' | ')}]`;
