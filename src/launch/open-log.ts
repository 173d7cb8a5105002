import { mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import pino from 'pino';
import type { Log } from '#engine/ports.ts';
import type { LogLevel } from '#config.ts';
import { errorFacts } from './error-facts.ts';

const LOG_BYTES_MAX = 20_000_000;

/** Secrets that would get into a fact by mistake: Slack's tokens, and passwords in connection strings. */
export const scrub = (line: string): string =>
  line
    .replaceAll(/\b(?:xox[a-z]|xapp)-[\w-]+/g, '[secret]')
    .replaceAll(/(\b[a-z][a-z+]*:\/\/[^\s:/@"]*):[^\s/@"]+@/gi, '$1:[secret]@');

const SECRET_NAMES = [
  'password',
  'token',
  'botToken',
  'appToken',
  'signingSecret',
  'secret',
  'authorization',
];

/** The log before this one is kept as FILE.1. */
const rotate = (file: string): void => {
  mkdirSync(dirname(file), { recursive: true });
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_BYTES_MAX) renameSync(file, `${file}.1`);
};

/**
 * The log: one JSON object a line.
 * @param settings.file where it goes; the standard error stream if null
 */
export const openLog = (settings: { readonly level: LogLevel; readonly file: string | null }): Log => {
  if (settings.file !== null) rotate(settings.file);
  // Written at once: what was logged right before a crash is what one wants to read after it.
  const destination = pino.destination({ dest: settings.file ?? 2, sync: true, mode: 0o600 });
  const logger = pino(
    {
      level: settings.level,
      base: { pid: process.pid },
      redact: {
        paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '[secret]',
      },
      serializers: { err: errorFacts, error: errorFacts, cause: errorFacts },
    },
    { write: (line: string) => destination.write(scrub(line)) },
  );
  return {
    debug: (facts, message) => logger.debug(facts, message),
    info: (facts, message) => logger.info(facts, message),
    warn: (facts, message) => logger.warn(facts, message),
    error: (facts, message) => logger.error(facts, message),
  };
};
