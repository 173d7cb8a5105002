/** One Web API call from token to answer: who calls, may they, not too often, then the method itself. No HTTP here. */
import type { World } from '../world.ts';
import { argumentsFrom } from './arguments.ts';
import { type Answer, type Method, rateLimited, refuse, type Refusal } from './method.ts';
import type { FindMethod } from './method-table.ts';

const MAX_CALLS_KEPT = 50_000;

export interface ApiRequest {
  readonly method: string;
  /** From the `Authorization` header; the `token` argument is looked at when there is none. */
  readonly bearer: string | null;
  readonly args: Readonly<Record<string, unknown>>;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Answer;
}

const tokenRefusal = (world: World, token: string | null, method: Method): Refusal | null => {
  const { secrets } = world.state;
  if (token === null || token === '') return refuse('not_authed');
  if (token === secrets.botToken && world.state.botTokenRevoked) return refuse('token_revoked');
  const kind = token === secrets.botToken ? 'bot' : token === secrets.appToken ? 'app' : null;
  if (kind === null) return refuse('invalid_auth');
  return kind === method.token ? null : refuse('not_allowed_token_type');
};

const scopeRefusal = (world: World, method: Method): Refusal | null => {
  const { scopes } = world.state.app;
  if (method.scopes.length === 0 || method.scopes.some((scope) => scopes.includes(scope))) return null;
  return refuse('missing_scope', { needed: method.scopes.join(','), provided: scopes.join(',') });
};

const answerFor = async (world: World, find: FindMethod, request: ApiRequest): Promise<Answer> => {
  const method = find(request.method);
  if (method === undefined) return refuse('unknown_method', { req_method: request.method });
  const args = argumentsFrom(request.args);
  const denied =
    tokenRefusal(world, request.bearer ?? args.text('token') ?? null, method) ?? scopeRefusal(world, method);
  if (denied !== null) return denied;
  const waitSeconds = world.limits.takeMethod(request.method, method.tier, world.time.nowMs());
  if (waitSeconds > 0) return rateLimited(waitSeconds);
  return await method.handle({ world, args });
};

const warningsOf = (answer: Answer): string[] =>
  typeof answer['warning'] === 'string' ? answer['warning'].split(',') : [];

const note = (world: World, request: ApiRequest, response: ApiResponse): void => {
  const { token: _token, ...args } = request.args;
  const { body } = response;
  world.calls.push({
    method: request.method,
    atMs: world.time.nowMs(),
    args,
    status: response.status,
    ok: body.ok,
    error: body.ok ? null : String(body.error),
    warnings: warningsOf(body),
  });
  if (world.calls.length > MAX_CALLS_KEPT) world.calls.shift();
};

/** Carries out a call. `ordered` is an answer a test has ordered in place of the real one. */
export const callMethod = async (
  world: World,
  find: FindMethod,
  { ordered, ...request }: ApiRequest & { readonly ordered: Refusal | null },
): Promise<ApiResponse> => {
  const answer = ordered ?? (await answerFor(world, find, request));
  const { retryAfter, ...body } = { retryAfter: undefined, ...answer };
  const wait = typeof retryAfter === 'number' ? { 'retry-after': String(retryAfter) } : {};
  const method = find(request.method);
  const response: ApiResponse = {
    status: typeof retryAfter === 'number' ? 429 : 200,
    headers: {
      ...wait,
      'x-oauth-scopes': world.state.app.scopes.join(','),
      ...(method === undefined || method.scopes.length === 0
        ? {}
        : { 'x-accepted-oauth-scopes': method.scopes.join(',') }),
    },
    body: answer.ok ? { ...body, ok: true } : { ...body, ok: false, error: String(answer.error) },
  };
  note(world, request, response);
  return response;
};
