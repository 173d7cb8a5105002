import type { ActResult } from '../../page-api.ts';

/** What a person is told where the workspace has not told them itself. Null when there is nothing to tell. */
export const wordsForAct = (result: ActResult, appName: string): string | null => {
  if (result.ok || result.code === 'needs-confirm' || result.code === 'has-errors') return null;
  switch (result.code) {
    case 'timeout':
      return `${appName} did not answer within three seconds (${result.message}). It may still have done what you asked.`;
    case 'unreachable':
      return `${appName} could not be reached (${result.message}).`;
    case 'slack-down':
      return result.message === '' ? 'Slack is down: nothing was sent.' : result.message;
    case 'done':
    case 'called-off':
    case 'not-there':
    case 'refused':
    case 'bad-answer':
      return result.message;
  }
};
