import { z } from 'zod';

/** Answer of a Slack method, with the scopes of the token that Slack tells in a header. */
export interface SlackAnswer {
  readonly ok: boolean;
  readonly error: string;
  readonly scopes: readonly string[];
  readonly body: Record<string, unknown>;
}

const bodySchema = z.looseObject({ ok: z.boolean(), error: z.string().default('') });

/** Calls one method, 10 s at most. Never throws: what keeps Slack from answering is the error. */
export const slackCall = async (
  api: { readonly url: string | null; readonly token: string },
  method: string,
  form: Readonly<Record<string, string>> = {},
): Promise<SlackAnswer> => {
  const failed = (error: string): SlackAnswer => ({ ok: false, error, scopes: [], body: {} });
  try {
    const response = await fetch(new URL(method, api.url ?? 'https://slack.com/api/'), {
      method: 'POST',
      headers: { authorization: `Bearer ${api.token}` },
      body: new URLSearchParams(form),
      signal: AbortSignal.timeout(10_000),
    });
    if (response.status === 429) return failed('rate_limited');
    const parsed = bodySchema.safeParse(await response.json());
    if (!parsed.success) return failed('answer_unreadable');
    return {
      ok: parsed.data.ok,
      error: parsed.data.error,
      scopes: (response.headers.get('x-oauth-scopes') ?? '').split(',').map((scope) => scope.trim()),
      body: parsed.data,
    };
  } catch {
    return failed('unreachable');
  }
};
