import type { ErrorCode } from '#domain/error-codes.ts';
import { LockstepError } from '#domain/errors.ts';
import { SlackError, WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';

/**
 * What a failed call to Slack means for us:
 * unreachable    no answer, or no clear one: the call may have had its effect. Again later
 * busy           rate limited. Again after `retryAfterMs`
 * blocks         this workspace rejects the blocks: the same with plainer ones
 * message-gone   the message we edit is gone or closed: post a new one
 * place-closed   the channel cannot be written to until a person changes that
 * person-closed  this person cannot be written to directly
 * credentials    token or scopes: the operator must act
 * trigger-spent  the moment to open a dialog has passed
 * view-stale     the dialog was closed, or a newer page is there
 * unknown-name   the person or user group does not exist
 * fault          Slack says that we did it wrong
 */
export type SlackTrouble =
  | 'unreachable'
  | 'busy'
  | 'blocks'
  | 'message-gone'
  | 'place-closed'
  | 'person-closed'
  | 'credentials'
  | 'trigger-spent'
  | 'view-stale'
  | 'unknown-name'
  | 'fault';

/** The one table of Slack's error codes. What is not in it is our fault until somebody has looked. */
const TROUBLES: Readonly<Record<string, SlackTrouble>> = {
  fatal_error: 'unreachable',
  internal_error: 'unreachable',
  request_timeout: 'unreachable',
  service_unavailable: 'unreachable',
  team_added_to_org: 'unreachable',
  accesslimited: 'unreachable',
  ratelimited: 'busy',
  rate_limited: 'busy',
  message_limit_exceeded: 'busy',
  invalid_blocks: 'blocks',
  invalid_blocks_format: 'blocks',
  msg_blocks_too_long: 'blocks',
  message_not_found: 'message-gone',
  cant_update_message: 'message-gone',
  edit_window_closed: 'message-gone',
  thread_not_found: 'message-gone',
  channel_not_found: 'place-closed',
  not_in_channel: 'place-closed',
  is_archived: 'place-closed',
  is_inactive: 'place-closed',
  posting_to_channel_denied: 'place-closed',
  restricted_action: 'place-closed',
  restricted_action_read_only_channel: 'place-closed',
  restricted_action_non_threadable_channel: 'place-closed',
  restricted_action_thread_only_channel: 'place-closed',
  restricted_action_thread_locked: 'place-closed',
  messages_tab_disabled: 'person-closed',
  cannot_dm_bot: 'person-closed',
  user_not_in_channel: 'person-closed',
  user_disabled: 'person-closed',
  user_not_visible: 'unknown-name',
  user_not_found: 'unknown-name',
  users_not_found: 'unknown-name',
  no_such_subteam: 'unknown-name',
  subteam_not_found: 'unknown-name',
  not_authed: 'credentials',
  invalid_auth: 'credentials',
  account_inactive: 'credentials',
  token_revoked: 'credentials',
  token_expired: 'credentials',
  no_permission: 'credentials',
  missing_scope: 'credentials',
  not_allowed_token_type: 'credentials',
  org_login_required: 'credentials',
  ekm_access_denied: 'credentials',
  team_access_not_granted: 'credentials',
  two_factor_setup_required: 'credentials',
  expired_trigger_id: 'trigger-spent',
  trigger_expired: 'trigger-spent',
  exchanged_trigger_id: 'trigger-spent',
  trigger_exchanged: 'trigger-spent',
  invalid_trigger_id: 'trigger-spent',
  hash_conflict: 'view-stale',
  not_found: 'view-stale',
  view_not_found: 'view-stale',
};

const CODES: Record<SlackTrouble, ErrorCode> = {
  unreachable: 'SLACK_UNREACHABLE',
  busy: 'SLACK_BUSY',
  'trigger-spent': 'DIALOG_EXPIRED',
  'view-stale': 'DIALOG_EXPIRED',
  blocks: 'SLACK_REFUSED',
  'message-gone': 'SLACK_REFUSED',
  'place-closed': 'SLACK_REFUSED',
  'person-closed': 'SLACK_REFUSED',
  credentials: 'SLACK_REFUSED',
  'unknown-name': 'SLACK_REFUSED',
  fault: 'SLACK_REFUSED',
};

const HINTS: Record<SlackTrouble, string> = {
  unreachable: 'Nothing is lost. Try again in a minute.',
  busy: 'Nothing is lost. Try again in a minute.',
  blocks: 'Lockstep sends a plainer message by itself.',
  'message-gone': 'Lockstep posts a new message by itself.',
  'place-closed':
    'Invite the bot with /invite @Lockstep, or un-archive the channel; what waits is posted then.',
  'person-closed': 'Open the app’s Messages tab once, or see the channel.',
  credentials: 'An administrator has to install the app again from manifest.yml and set the new token.',
  'trigger-spent': 'Slack closes that door after three seconds. Type the command again.',
  'view-stale': 'The dialog is gone. Type the command again to open it.',
  'unknown-name': 'Check the ids under roles in plan.yml.',
  fault: 'Please report it: Slack says that Lockstep asked in a wrong way.',
};

/** A call to Slack that failed, as one of our errors. `trouble` says what to do about it. */
export class SlackFailure extends LockstepError {
  readonly trouble: SlackTrouble;
  /** Slack's own code, for the log and the table above. */
  readonly slackCode: string;

  constructor(
    trouble: SlackTrouble,
    slackCode: string,
    facts: { method: string; retryAfterMs?: number; cause: unknown },
  ) {
    super(CODES[trouble], {
      message: `Slack did not do ${facts.method}: ${slackCode}.`,
      hint: HINTS[trouble],
      details: { method: facts.method, slackCode },
      cause: facts.cause,
      ...(facts.retryAfterMs === undefined ? {} : { retryAfterMs: facts.retryAfterMs }),
    });
    this.name = 'SlackFailure';
    this.trouble = trouble;
    this.slackCode = slackCode;
  }
}

/** The trouble of a Slack error code. */
export const troubleOf = (slackCode: string): SlackTrouble => TROUBLES[slackCode] ?? 'fault';

/** What @slack/web-api throws, in our words. The only place that looks at its error classes. */
export const slackFailure = (method: string, error: unknown): SlackFailure => {
  if (error instanceof SlackFailure) return error;
  if (error instanceof WebAPIRateLimitedError) {
    return new SlackFailure('busy', 'ratelimited', {
      method,
      retryAfterMs: error.retryAfter * 1000,
      cause: error,
    });
  }
  if (error instanceof WebAPIPlatformError) {
    return new SlackFailure(troubleOf(error.data.error), error.data.error, { method, cause: error });
  }
  if (error instanceof WebAPIHTTPError && error.statusCode < 500) {
    return new SlackFailure('fault', `http_${error.statusCode}`, { method, cause: error });
  }
  // No answer, a time-out, a 5xx, a 429 that names no time: the effect is unclear and the call may be made again.
  return new SlackFailure('unreachable', error instanceof SlackError ? error.code : 'no_answer', {
    method,
    cause: error,
  });
};

/** Is it this trouble? */
export const isTrouble = (error: unknown, trouble: SlackTrouble): error is SlackFailure =>
  error instanceof SlackFailure && error.trouble === trouble;
