/**
 * The control API for other processes: `Authorization: Bearer CONTROL_TOKEN`.
 *
 * POST /control/act     {as, act}                       → ActResult
 * GET  /control/state?as=USER                           → PageState
 * POST /control/wait    {as, contains, timeoutMs}       → PageState once it contains the text; 408 if not in time
 * POST /control/do      one order (see `orderSchema`)   → {"ok": …}
 * GET  /control/calls?method=NAME                       → ApiCall[]
 * GET  /control/files/ID                                → the bytes
 */
import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { isLockstepError } from '#domain/errors.ts';
import { actRequestSchema } from '../control/act-schema.ts';
import type { PerformAct } from '../control/act.ts';
import type { PracticeControl } from '../control/practice-control.ts';
import type { World } from '../world.ts';
import { type Exchange, readJson, sendJson } from './exchange.ts';
import { serveFile } from './page-routes.ts';

const times = z.int().min(1).max(100_000).default(1);
const methodFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('error'), error: z.string() }),
  z.strictObject({ kind: z.literal('rate-limited'), retryAfterSeconds: z.int().min(1) }),
  z.strictObject({ kind: z.literal('status'), status: z.int().min(200).max(599) }),
  z.strictObject({ kind: z.literal('lost-reply') }),
  z.strictObject({ kind: z.literal('lost-request') }),
  z.strictObject({ kind: z.literal('slow'), delayMs: z.int().min(0).max(600_000) }),
]);
const deliveryFault = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('drop') }),
  z.strictObject({ kind: z.literal('delay'), delayMs: z.int().min(0) }),
  z.strictObject({ kind: z.literal('repeat') }),
]);

const orderSchema = z.discriminatedUnion('order', [
  z.strictObject({ order: z.literal('advance'), byMs: z.int().min(0) }),
  z.strictObject({ order: z.literal('health'), health: z.enum(['up', 'unreachable', 'failing']) }),
  z.strictObject({ order: z.literal('fail-method'), method: z.string(), fault: methodFault, times }),
  z.strictObject({
    order: z.literal('disturb'),
    kind: z.enum(['slash_commands', 'interactive', 'events_api', '*']),
    fault: deliveryFault,
    times,
  }),
  z.strictObject({ order: z.literal('clear-faults') }),
  z.strictObject({ order: z.literal('revoke-token'), isRevoked: z.boolean() }),
  z.strictObject({ order: z.literal('scopes'), scopes: z.array(z.string()) }),
  z.strictObject({ order: z.literal('bot-membership'), channel: z.string(), isMember: z.boolean() }),
  z.strictObject({ order: z.literal('archive'), channel: z.string(), isArchived: z.boolean() }),
  z.strictObject({ order: z.literal('request-url'), url: z.url().nullable() }),
  z.strictObject({ order: z.literal('refresh-sockets') }),
  z.strictObject({ order: z.literal('cut-sockets') }),
  z.strictObject({ order: z.literal('forget-calls') }),
  z.strictObject({ order: z.literal('reset-rate-limits') }),
]);

type Order = z.infer<typeof orderSchema>;

const carryOut = async (control: PracticeControl, order: Order): Promise<boolean> => {
  switch (order.order) {
    case 'advance':
      control.advance(order.byMs);
      return true;
    case 'health':
      control.setHealth(order.health);
      return true;
    case 'fail-method':
      control.failMethod(order.method, order.fault, order.times);
      return true;
    case 'disturb':
      control.disturb(order.kind, order.fault, order.times);
      return true;
    case 'clear-faults':
      control.clearFaults();
      return true;
    case 'revoke-token':
      control.setTokenRevoked(order.isRevoked);
      return true;
    case 'scopes':
      control.setScopes(order.scopes);
      return true;
    case 'bot-membership':
      control.setBotMembership(order.channel, order.isMember);
      return true;
    case 'archive':
      control.setArchived(order.channel, order.isArchived);
      return true;
    case 'request-url':
      return await control.setRequestUrl(order.url);
    case 'refresh-sockets':
      control.refreshSockets();
      return true;
    case 'cut-sockets':
      control.cutSockets();
      return true;
    case 'forget-calls':
      control.forgetCalls();
      return true;
    case 'reset-rate-limits':
      control.resetRateLimits();
      return true;
  }
};

const waitSchema = z.strictObject({
  as: z.string(),
  contains: z.string().min(1),
  timeoutMs: z.int().min(1).max(600_000).default(10_000),
});

export interface ControlRouteParts {
  readonly world: World;
  readonly perform: PerformAct;
  readonly control: PracticeControl;
  readonly token: string;
}

const isAllowed = (token: string, header: string | undefined): boolean => {
  const given = Buffer.from(header ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
};

const post = async (parts: ControlRouteParts, { request, response, url }: Exchange): Promise<void> => {
  const body = await readJson(request);
  if (url.pathname === '/control/act') {
    sendJson(response, 200, { body: await parts.perform(actRequestSchema.parse(body)) });
    return;
  }
  if (url.pathname === '/control/wait') {
    const { as, contains, timeoutMs } = waitSchema.parse(body);
    const person = parts.control.as(as);
    const wanted = JSON.stringify(contains).slice(1, -1);
    const seen = await parts.control.waitFor(() => {
      const state = person.sees();
      return JSON.stringify(state).includes(wanted) && state;
    }, timeoutMs);
    sendJson(response, 200, { body: seen });
    return;
  }
  if (url.pathname === '/control/do') {
    sendJson(response, 200, { body: { ok: await carryOut(parts.control, orderSchema.parse(body)) } });
    return;
  }
  sendJson(response, 404, { body: { error: 'no such control' } });
};

const get = async (parts: ControlRouteParts, exchange: Exchange): Promise<void> => {
  const { response, url } = exchange;
  if (url.pathname === '/control/state')
    sendJson(response, 200, { body: parts.control.as(url.searchParams.get('as') ?? '').sees() });
  else if (url.pathname === '/control/calls')
    sendJson(response, 200, { body: parts.control.calls(url.searchParams.get('method') ?? undefined) });
  else if (url.pathname.startsWith('/control/files/')) await serveFile(parts.world, exchange);
  else sendJson(response, 404, { body: { error: 'no such control' } });
};

/** @returns false when the path is not the control's */
export const serveControl = async (parts: ControlRouteParts, exchange: Exchange): Promise<boolean> => {
  const { request, response, url } = exchange;
  if (!url.pathname.startsWith('/control/')) return false;
  if (!isAllowed(parts.token, request.headers.authorization)) {
    sendJson(response, 401, { body: { error: 'wrong control token' } });
    return true;
  }
  try {
    await (request.method === 'POST' ? post(parts, exchange) : get(parts, exchange));
  } catch (error) {
    if (isLockstepError(error, 'PRACTICE_TIMED_OUT'))
      sendJson(response, 408, { body: { error: error.message } });
    else if (error instanceof z.ZodError || isLockstepError(error, 'PRACTICE_REFUSED'))
      sendJson(response, 400, { body: { error: error.message } });
    else throw error;
  }
  return true;
};
