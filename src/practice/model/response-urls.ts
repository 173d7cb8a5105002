/** response_url: five answers within thirty minutes. https://docs.slack.dev/interactivity/handling-user-interaction */
import { type ResponseUrlState, type WorkspaceState } from './workspace-state.ts';

export const RESPONSE_URL_USES = 5;
export const RESPONSE_URL_LIFE_MS = 30 * 60_000;

export interface ResponseUrlFor {
  readonly token: string;
  readonly user: string;
  readonly channel: string;
  readonly threadTs?: string | null;
  readonly originalTs?: string | null;
}

export const openResponseUrl = (state: WorkspaceState, on: ResponseUrlFor, nowMs: number): void => {
  for (const old of Object.values(state.responseUrls))
    if (nowMs - old.createdAtMs > 2 * RESPONSE_URL_LIFE_MS) delete state.responseUrls[old.token];
  state.responseUrls[on.token] = {
    token: on.token,
    user: on.user,
    channel: on.channel,
    threadTs: on.threadTs ?? null,
    originalTs: on.originalTs ?? null,
    createdAtMs: nowMs,
    uses: 0,
  };
};

export type ResponseUrlUse =
  | { readonly ok: true; readonly url: ResponseUrlState }
  | { readonly ok: false; readonly error: 'expired_url' | 'used_url' };

/** Counts one use, also when what is sent turns out to be invalid. */
export const spendResponseUrl = (state: WorkspaceState, token: string, nowMs: number): ResponseUrlUse => {
  const url = Object.hasOwn(state.responseUrls, token) ? state.responseUrls[token] : undefined;
  if (url === undefined || nowMs - url.createdAtMs > RESPONSE_URL_LIFE_MS)
    return { ok: false, error: 'expired_url' };
  if (url.uses >= RESPONSE_URL_USES) return { ok: false, error: 'used_url' };
  url.uses += 1;
  return { ok: true, url };
};
