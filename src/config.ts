/**
 * The settings, and the only reader of the environment. Every setting stands in docs/settings.md.
 * Everything that is missing or wrong is named at once, in one message.
 */
import { z } from 'zod';
import { CRASH_POINTS, type CrashPoint } from '#engine/crash-points.ts';
import { LockstepError } from '#domain/errors.ts';

/** What the process is to do, as far as it decides which settings it needs. */
export type Role = 'start' | 'bot' | 'worker' | 'tool';

export type SlackSettings =
  | { readonly mode: 'practice' }
  | {
      readonly mode: 'socket';
      readonly botToken: string;
      readonly appToken: string;
      readonly apiUrl: string | null;
    }
  | {
      readonly mode: 'http';
      readonly botToken: string;
      readonly signingSecret: string;
      readonly port: number;
      readonly apiUrl: string | null;
    };

export interface Config {
  readonly slack: SlackSettings;
  /** Null: the embedded PostgreSQL. */
  readonly databaseUrl: string | null;
  /** Null: the queue lives in PostgreSQL. */
  readonly redisUrl: string | null;
  readonly plansFolder: string;
  readonly stateFolder: string;
  readonly practicePort: number;
  readonly logLevel: LogLevel;
  /** Chunks worked on at the same time by this process. */
  readonly workers: number;
  /** After so long without a sign of life from its worker, a chunk goes to another. In ms. */
  readonly leaseMs: number;
  /** Tests only: the process kills or freezes itself at the n-th arrival at this point. */
  readonly crashAt: { readonly point: CrashPoint; readonly hit: number; readonly signal: CrashSignal } | null;
  /** Process id of the wrapper that started us; its end is ours. */
  readonly startedBy: number | null;
  /** Value of an environment variable that a plan names (`{ env: NAME }`). Null when it is not set. */
  readonly secret: (name: string) => string | null;
}

export type CrashSignal = 'SIGKILL' | 'SIGSTOP';
const CRASH_SIGNALS: ReadonlyMap<string, CrashSignal> = new Map([
  ['kill', 'SIGKILL'],
  ['freeze', 'SIGSTOP'],
]);

const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

type Environment = Readonly<Record<string, string | undefined>>;

const whole = (least: number, most: number): z.ZodType<number, string> =>
  z
    .string()
    .regex(/^\d+$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be a whole number from ${least} to ${most}`);

const url = (protocols: readonly string[]): z.ZodType<string, string> =>
  z.string().refine(
    (text) => {
      const parsed = URL.parse(text);
      return parsed !== null && protocols.includes(parsed.protocol) && parsed.hostname !== '';
    },
    `must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')} and names a host`,
  );

const crashPoint = z.string().transform((text, context) => {
  const [name, hit, how = 'kill'] = text.split(':');
  const point = CRASH_POINTS.find((candidate) => candidate === name);
  const signal = CRASH_SIGNALS.get(how);
  if (point !== undefined && signal && /^[1-9]\d{0,8}$/.test(hit ?? ''))
    return { point, hit: Number(hit), signal };
  context.addIssue(
    'must be a crash point and a count, as in load.after-write:3 or load.after-write:3:freeze',
  );
  return z.NEVER;
});

const prefixed = (prefix: string): z.ZodType<string, string> =>
  z.string().startsWith(prefix, `must begin with ${prefix}`);

/** Name, what it is for, and what it must look like. The text is part of every message about the setting. */
const SETTINGS = {
  SLACK_BOT_TOKEN: ['what the bot may do in your workspace (OAuth & Permissions)', prefixed('xoxb-')],
  SLACK_APP_TOKEN: [
    'the connection through which Slack sends events (Socket Mode, App-Level Tokens)',
    prefixed('xapp-'),
  ],
  SLACK_SIGNING_SECRET: [
    'proof that a request comes from Slack, when Slack calls this program over HTTP (Basic Information)',
    z.string().min(8, 'must have at least 8 characters'),
  ],
  PORT: ['the port for requests from Slack', whole(1, 65_535)],
  SLACK_API_URL: ['another Slack than slack.com: GovSlack, a test server', url(['https:', 'http:'])],
  DATABASE_URL: [
    'a PostgreSQL server of yours instead of the embedded one',
    url(['postgres:', 'postgresql:']),
  ],
  REDIS_URL: ['a Redis server of yours for the queue, instead of PostgreSQL', url(['redis:', 'rediss:'])],
  LOCKSTEP_PLANS: ['the folder with the plans', z.string().min(1)],
  LOCKSTEP_STATE: ['the folder where Lockstep keeps its state', z.string().min(1)],
  LOCKSTEP_PRACTICE_PORT: ['the port of the practice workspace', whole(1, 65_535)],
  LOCKSTEP_LOG: ['how much is logged', z.enum(LOG_LEVELS)],
  LOCKSTEP_WORKERS: ['how many chunks this process works on at a time', whole(1, 64)],
  LOCKSTEP_LEASE: [
    'for how many seconds a chunk stays with a worker that gives no sign of life',
    whole(1, 600),
  ],
  LOCKSTEP_CRASH_AT: ['tests only: where the process ends itself', crashPoint],
  LOCKSTEP_STARTED_BY: [
    'the process that started this one (set by scripts/with-node24.mjs)',
    whole(1, 2 ** 31),
  ],
} as const satisfies Record<string, readonly [string, z.ZodType]>;

type Name = keyof typeof SETTINGS;
type Values = { readonly [N in Name]: z.output<(typeof SETTINGS)[N][1]> | null };

interface Fault {
  readonly name: Name;
  readonly problem: string;
}

/** An empty variable counts as one that is not set: that is what `NAME= npm start` and most .env files mean. */
const read = (environment: Environment): { values: Values; faults: Fault[] } => {
  const faults: Fault[] = [];
  const entries = Object.entries(SETTINGS).map(([name, [, schema]]) => {
    const text = environment[name]?.trim();
    const parsed = z.optional(schema).safeParse(text === '' ? undefined : text);
    if (parsed.success) return [name, parsed.data ?? null];
    // Only the schema's own words: what stands in the variable may be a secret.
    for (const { message } of parsed.error.issues) faults.push({ name: name as Name, problem: message });
    return [name, null];
  });
  // Built from SETTINGS name by name, which is what Values says.
  return { values: Object.fromEntries(entries) as Values, faults };
};

const isLoopback = (text: string | null): boolean =>
  text !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(URL.parse(text)?.hostname ?? '');

/** Faults that no single setting shows: halves that are missing, and what may not stand together. */
const combinations = (set: (name: Name) => boolean, values: Values, role: Role): Fault[] => {
  const faults: Fault[] = [];
  const missing = (name: Name, why: string): void => {
    faults.push({ name, problem: `is missing: ${why}` });
  };
  const wantsSlack = ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET'] as const;
  const given = wantsSlack.filter(set);
  if (given.length > 0 && !set('SLACK_BOT_TOKEN'))
    missing('SLACK_BOT_TOKEN', `${given.join(' and ')} alone cannot act in Slack`);
  if (set('SLACK_BOT_TOKEN') && !set('SLACK_APP_TOKEN') && !set('SLACK_SIGNING_SECRET')) {
    missing('SLACK_APP_TOKEN', 'SLACK_BOT_TOKEN needs it for Socket Mode');
    missing('SLACK_SIGNING_SECRET', 'or this one, with PORT, for requests over HTTP');
  }
  if (set('SLACK_SIGNING_SECRET') && !set('SLACK_APP_TOKEN') && !set('PORT'))
    missing('PORT', 'SLACK_SIGNING_SECRET needs it, because Slack then calls this program');
  if (set('SLACK_API_URL') && given.length === 0)
    missing('SLACK_BOT_TOKEN', 'SLACK_API_URL names a Slack, and no credentials for it are set');
  if (role === 'bot' && given.length === 0 && !set('SLACK_API_URL'))
    missing('SLACK_BOT_TOKEN', '`bot` alone is for a real workspace; `start` has the practice one');
  if ((role === 'bot' || role === 'worker') && !set('DATABASE_URL'))
    missing('DATABASE_URL', `\`${role}\` alone shares its database with other processes`);
  if (set('LOCKSTEP_CRASH_AT') && given.length > 0 && !isLoopback(values.SLACK_API_URL))
    faults.push({ name: 'LOCKSTEP_CRASH_AT', problem: 'is refused together with real Slack credentials' });
  return faults;
};

const refusal = (faults: readonly Fault[]): LockstepError =>
  new LockstepError('CONFIG_INVALID', {
    message: [
      faults.length === 1
        ? 'One setting is missing or wrong:'
        : `${faults.length} settings are missing or wrong:`,
      ...faults.map(({ name, problem }) => `  ${name} ${problem}. It is ${SETTINGS[name][0]}.`),
    ].join('\n'),
    hint: 'Settings are environment variables; docs/settings.md describes each. Without any Slack setting, `npm start` opens the practice workspace.',
    details: { faults: faults.length },
  });

const slackSettings = (values: Values): SlackSettings => {
  const {
    SLACK_BOT_TOKEN: botToken,
    SLACK_APP_TOKEN: appToken,
    SLACK_SIGNING_SECRET: signingSecret,
  } = values;
  const apiUrl = values.SLACK_API_URL;
  if (botToken !== null && appToken !== null) return { mode: 'socket', botToken, appToken, apiUrl };
  if (botToken !== null && signingSecret !== null && values.PORT !== null)
    return { mode: 'http', botToken, signingSecret, port: values.PORT, apiUrl };
  return { mode: 'practice' };
};

/** @throws CONFIG_INVALID that names every missing and wrong setting */
export const readConfig = (environment: Environment, role: Role = 'start'): Config => {
  const { values, faults } = read(environment);
  const isSet = (name: Name): boolean => (environment[name] ?? '').trim() !== '';
  const all = [...faults, ...combinations(isSet, values, role)];
  if (all.length > 0) throw refusal(all);
  return {
    slack: slackSettings(values),
    databaseUrl: values.DATABASE_URL,
    redisUrl: values.REDIS_URL,
    plansFolder: values.LOCKSTEP_PLANS ?? 'plans',
    stateFolder: values.LOCKSTEP_STATE ?? '.lockstep',
    practicePort: values.LOCKSTEP_PRACTICE_PORT ?? 3210,
    leaseMs: (values.LOCKSTEP_LEASE ?? 20) * 1_000,
    logLevel: values.LOCKSTEP_LOG ?? 'info',
    workers: values.LOCKSTEP_WORKERS ?? 2,
    crashAt: values.LOCKSTEP_CRASH_AT,
    startedBy: values.LOCKSTEP_STARTED_BY,
    secret: (name) => environment[name] ?? null,
  };
};

/** The settings of this process. @throws CONFIG_INVALID */
export const loadConfig = (role: Role): Config => readConfig(process.env, role);
