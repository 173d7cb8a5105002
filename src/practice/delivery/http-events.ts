/** Events, commands and interactions over HTTP, signed with the app's secret: https://docs.slack.dev/authentication/verifying-requests-from-slack */
import { createHmac, randomBytes } from 'node:crypto';
import type { World } from '../world.ts';
import { ACK_WITHIN_MS, type DeliveryResult, type Envelope, type Transport } from './delivery.ts';

interface Body {
  readonly contentType: string;
  readonly text: string;
}

const bodyOf = (envelope: Envelope): Body => {
  if (envelope.kind === 'events_api')
    return { contentType: 'application/json', text: JSON.stringify(envelope.payload) };
  const fields =
    envelope.kind === 'slash_commands'
      ? Object.entries(envelope.payload).map(([key, value]) => [key, String(value)])
      : [['payload', JSON.stringify(envelope.payload)]];
  return { contentType: 'application/x-www-form-urlencoded', text: new URLSearchParams(fields).toString() };
};

/** Headers of a request from Slack. */
export const signedHeaders = (secret: string, body: Body, atMs: number): Readonly<Record<string, string>> => {
  const timestamp = String(Math.floor(atMs / 1000));
  const hash = createHmac('sha256', secret).update(`v0:${timestamp}:${body.text}`).digest('hex');
  return {
    'content-type': body.contentType,
    'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${hash}`,
  };
};

const answerBody = (contentType: string, text: string): unknown => {
  if (text === '') return undefined;
  if (!contentType.includes('application/json')) return text;
  try {
    return JSON.parse(text) as unknown; // what an app answers is checked where it is used
  } catch {
    return text;
  }
};

const post = async (world: World, body: Body, retry: Envelope['retry']): Promise<DeliveryResult> => {
  const url = world.state.app.requestUrl;
  if (url === null) return { kind: 'unreachable' };
  const nowMs = world.time.nowMs();
  const stop = new AbortController();
  const callOff = world.time.at(nowMs + ACK_WITHIN_MS, () => stop.abort());
  const again: Record<string, string> =
    retry === null ? {} : { 'x-slack-retry-num': String(retry.number), 'x-slack-retry-reason': retry.reason };
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { ...signedHeaders(world.state.secrets.signingSecret, body, nowMs), ...again },
      body: body.text,
      redirect: 'error',
      signal: stop.signal,
    });
    const text = await response.text();
    if (!response.ok)
      return {
        kind: 'failed',
        status: response.status,
        mayRetry: response.headers.get('x-slack-no-retry') !== '1',
      };
    return { kind: 'acked', body: answerBody(response.headers.get('content-type') ?? '', text) };
  } catch {
    return stop.signal.aborted ? { kind: 'timeout' } : { kind: 'unreachable' };
  } finally {
    callOff();
  }
};

export interface HttpEvents extends Transport {
  /** Slack's check of a new request URL: the app must answer the challenge. */
  verifyUrl(): Promise<boolean>;
}

export const httpEvents = (world: World): HttpEvents => ({
  send: (envelope) => post(world, bodyOf(envelope), envelope.retry),
  verifyUrl: async () => {
    const challenge = randomBytes(16).toString('base64url');
    const text = JSON.stringify({ token: 'practice', challenge, type: 'url_verification' });
    const result = await post(world, { contentType: 'application/json', text }, null);
    if (result.kind !== 'acked') return false;
    const { body } = result;
    if (typeof body === 'string') return body === challenge;
    return typeof body === 'object' && body !== null && 'challenge' in body && body.challenge === challenge;
  },
});
