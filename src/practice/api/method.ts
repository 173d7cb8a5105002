/** What a Web API method is, and what it may answer. */
import type { Tier } from '../model/rate-limits.ts';
import type { World } from '../world.ts';
import type { Arguments } from './arguments.ts';

export interface Success {
  readonly ok: true;
  readonly [key: string]: unknown;
}

export interface Refusal {
  readonly ok: false;
  readonly error: string;
  /** Seconds: the answer is HTTP 429 with Retry-After. */
  readonly retryAfter?: number;
  readonly [key: string]: unknown;
}

export type Answer = Success | Refusal;

export interface MethodCall {
  readonly world: World;
  readonly args: Arguments;
}

export interface Method {
  readonly tier: Tier;
  /** The bot's token, or the app-level token. */
  readonly token: 'bot' | 'app';
  /** The token needs one of these; none when empty. */
  readonly scopes: readonly string[];
  handle(call: MethodCall): Answer | Promise<Answer>;
}

export type MethodFamily = Readonly<Record<string, Method>>;

export const succeed = (facts: Readonly<Record<string, unknown>> = {}): Success => ({ ...facts, ok: true });

export const refuse = (error: string, facts: Readonly<Record<string, unknown>> = {}): Refusal => ({
  ...facts,
  ok: false,
  error,
});

/** Arguments that are missing or make no sense, in Slack's words. */
export const badArguments = (...messages: string[]): Refusal =>
  refuse('invalid_arguments', {
    response_metadata: { messages: messages.map((message) => `[ERROR] ${message}`) },
  });

/** Seconds to wait, as the refusal that makes the answer an HTTP 429. */
export const rateLimited = (retryAfter: number): Refusal => refuse('ratelimited', { retryAfter });
