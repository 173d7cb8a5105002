/** The page's two calls to the workspace. */
import type { ActResult, PageActRequest, PageState } from '../../page-api.ts';

/** @param as empty: the first person. Rejects when the workspace does not answer. */
export const fetchState = async (as: string): Promise<PageState> => {
  const response = await fetch(`/page/state?as=${encodeURIComponent(as)}`);
  if (!response.ok) throw new Error(`The workspace answered with ${response.status}.`);
  return (await response.json()) as PageState; // made by page-state.ts of the same version
};

/** Does what the person did. Never rejects: a workspace that is gone is an answer too. */
export const sendAct = async (request: PageActRequest): Promise<ActResult> => {
  try {
    const response = await fetch('/page/act', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    if (response.ok) return (await response.json()) as ActResult; // made by act.ts of the same version
    return { ok: false, code: 'bad-answer', message: `The workspace answered with ${response.status}.` };
  } catch {
    const message = 'The workspace does not answer. Is Lockstep still running?';
    return { ok: false, code: 'unreachable', message };
  }
};
