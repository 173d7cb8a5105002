/** What the app talks to: /api/METHOD, /upload/TOKEN and /actions/TEAM/TOKEN (response_url). */
import { setTimeout as delay } from 'node:timers/promises';
import { parseBody } from '../api/arguments.ts';
import { callMethod } from '../api/call-method.ts';
import { receiveUpload } from '../api/file-methods.ts';
import { refuse, type Refusal, rateLimited } from '../api/method.ts';
import type { FindMethod } from '../api/method-table.ts';
import { respond } from '../api/respond.ts';
import type { MethodFault } from '../control/faults.ts';
import { MAX_FILE_BYTES } from '../file-contents.ts';
import type { World } from '../world.ts';
import { type Exchange, MAX_JSON_BYTES, readBody, sendJson, sendText } from './exchange.ts';

const orderedAnswer = (fault: MethodFault | null): Refusal | null => {
  if (fault?.kind === 'error') return refuse(fault.error);
  return fault?.kind === 'rate-limited' ? rateLimited(fault.retryAfterSeconds) : null;
};

const bearerOf = (exchange: Exchange): string | null =>
  /^Bearer (.+)$/i.exec(exchange.request.headers.authorization ?? '')?.[1] ?? null;

/** Cuts the connection, as a network does. */
const cut = ({ request }: Exchange): void => void request.socket.destroy();

const serveMethod = async (world: World, find: FindMethod, exchange: Exchange): Promise<void> => {
  const { request, response, url } = exchange;
  const method = url.pathname.slice('/api/'.length);
  const body = await readBody(request, MAX_JSON_BYTES);
  if (body === null) {
    sendJson(response, 200, { body: refuse('request_too_large') });
    return;
  }
  const contentType = request.headers['content-type'] ?? '';
  const args =
    request.method === 'GET' ? Object.fromEntries(url.searchParams) : parseBody(contentType, body.toString());
  if (args === null) {
    sendJson(response, 200, { body: refuse('invalid_json') });
    return;
  }
  const fault = world.faults.takeForMethod(method);
  if (fault?.kind === 'lost-request') return cut(exchange);
  if (fault?.kind === 'status') {
    sendText(response, fault.status, { type: 'text/plain', text: 'ordered by a test' });
    return;
  }
  const answer = await callMethod(world, find, {
    method,
    bearer: bearerOf(exchange),
    args,
    ordered: orderedAnswer(fault),
  });
  if (fault?.kind === 'lost-reply') return cut(exchange);
  if (fault?.kind === 'slow') await delay(fault.delayMs);
  sendJson(response, answer.status, answer);
};

/** The bytes, sent as they are or as the one file of a form. */
const uploadedBytes = async (exchange: Exchange): Promise<Buffer | null> => {
  const body = await readBody(exchange.request, MAX_FILE_BYTES + 64 * 1024);
  const type = exchange.request.headers['content-type'] ?? '';
  if (body === null || !type.includes('multipart/form-data')) return body;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
  const file = [...form.values()].find((value) => value instanceof Blob);
  return file === undefined ? null : Buffer.from(await file.arrayBuffer());
};

const serveUpload = async (world: World, exchange: Exchange): Promise<void> => {
  const bytes = await uploadedBytes(exchange);
  const answer =
    bytes === null
      ? { status: 413, text: 'too large, or no file' }
      : await receiveUpload(world, exchange.url.pathname.slice('/upload/'.length), bytes);
  sendText(exchange.response, answer.status, { type: 'text/plain', text: answer.text });
};

const serveResponseUrl = async (world: World, exchange: Exchange): Promise<void> => {
  const body = await readBody(exchange.request, MAX_JSON_BYTES);
  const type = exchange.request.headers['content-type'] ?? '';
  const sent =
    body === null ? null : parseBody(type.includes('json') ? type : 'application/json', body.toString());
  const answer = respond(world, exchange.url.pathname.split('/').at(-1) ?? '', sent);
  if (typeof answer.body === 'string') {
    sendText(exchange.response, answer.status, { type: 'text/plain', text: answer.body });
    return;
  }
  sendJson(exchange.response, answer.status, { body: answer.body });
};

/** @returns false when the path is not Slack's */
export const serveSlack = async (world: World, find: FindMethod, exchange: Exchange): Promise<boolean> => {
  const { pathname } = exchange.url;
  const isSlack = ['/api/', '/upload/', '/actions/'].some((prefix) => pathname.startsWith(prefix));
  if (!isSlack) return false;
  if (world.faults.health === 'unreachable') cut(exchange);
  else if (world.faults.health === 'failing')
    sendText(exchange.response, 503, { type: 'text/plain', text: 'Service Unavailable' });
  else if (pathname.startsWith('/api/')) await serveMethod(world, find, exchange);
  else if (exchange.request.method !== 'POST')
    sendText(exchange.response, 405, { type: 'text/plain', text: '' });
  else if (pathname.startsWith('/upload/')) await serveUpload(world, exchange);
  else await serveResponseUrl(world, exchange);
  return true;
};
