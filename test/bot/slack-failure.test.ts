import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
} from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { type SlackTrouble, slackFailure } from '#bot/slack-failure.ts';
import { slackLogger } from '#bot/slack-logger.ts';
import { mentionText } from '#bot/mention-text.ts';
import { type LoggedLine, recordingLog } from './support/bot-world.ts';

describe('what Slack answers', () => {
  it.each<[string, SlackTrouble]>([
    ['message_not_found', 'message-gone'],
    ['channel_not_found', 'place-closed'],
    ['not_in_channel', 'place-closed'],
    ['is_archived', 'place-closed'],
    ['token_revoked', 'credentials'],
    ['missing_scope', 'credentials'],
    ['invalid_blocks', 'blocks'],
    ['expired_trigger_id', 'trigger-spent'],
    ['hash_conflict', 'view-stale'],
    ['internal_error', 'unreachable'],
    ['something_new', 'fault'],
  ])('is one of a few troubles: %s', (error, trouble) => {
    const failure = slackFailure('chat.update', new WebAPIPlatformError({ ok: false, error }));
    expect(failure.trouble).toBe(trouble);
    expect(failure.details).toMatchObject({ method: 'chat.update', slackCode: error });
    expect(failure.hint.length).toBeGreaterThan(10);
  });

  it('says how long to wait when it was too much', () => {
    const failure = slackFailure('chat.postMessage', new WebAPIRateLimitedError(7));
    expect(failure).toMatchObject({ trouble: 'busy', code: 'SLACK_BUSY', retryAfterMs: 7000 });
  });

  it('is no answer when the line breaks, the server fails or anything unknown is thrown', () => {
    for (const error of [
      new WebAPIRequestError(new Error('reset')),
      new WebAPIHTTPError(503, 'down', {}),
      new Error('Retry header did not contain a valid timeout'),
    ]) {
      expect(slackFailure('chat.postMessage', error)).toMatchObject({
        trouble: 'unreachable',
        kind: 'transient',
      });
    }
  });
});

describe('what Slack’s libraries log', () => {
  it('never shows a token, and is cut short', () => {
    const logged: LoggedLine[] = [];
    slackLogger(recordingLog(logged)).warn(
      'failed with xoxb-12-secret and',
      new Error('xapp-1-secret'),
      'x'.repeat(5000),
    );
    expect(logged[0]?.message).toMatch(/^failed with xox… and xox… x+$/);
    expect(logged[0]?.message.length).toBeLessThanOrEqual(500);
  });
});

describe('a mention', () => {
  it.each([
    ['<@U0LOCKSTEP> status', 'status'],
    ['hey <@U0LOCKSTEP|lockstep>: test-sample 5%', 'test-sample 5%'],
    ['<@U0LOCKSTEP>', ''],
    ['<@U0LOCKSTEP> pause <@U0LOCKSTEP> sleeps', 'pause <@U0LOCKSTEP> sleeps'],
  ])('is read from the bot’s name on: %s', (text, command) => {
    expect(mentionText(text, 'U0LOCKSTEP')).toBe(command);
  });
});
