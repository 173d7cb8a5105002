import { WebClient, type WebClientOptions } from '@slack/web-api';

/** How the bot reaches Slack. With an app token it is Socket Mode, else signed HTTP. */
export interface SlackSettings {
  readonly botToken: string;
  readonly appToken?: string | undefined;
  readonly signingSecret?: string | undefined;
  /** HTTP only. 0: any free port. */
  readonly port?: number | undefined;
  /** HTTP only: the address to listen on. This machine alone if not given; a proxy with TLS stands before it. */
  readonly host?: string | undefined;
  /** Another Slack: GovSlack, a test server. 'https://slack.com/api/' if not given. */
  readonly apiUrl?: string | undefined;
}

export const SLACK_TIMEOUT_MS = 10_000;

/**
 * No call waits for ever and none is repeated behind our back: who calls decides what a failure means, and the announcer
 * schedules its own repeats.
 */
export const webClientOptions = (settings: SlackSettings): WebClientOptions => ({
  timeout: SLACK_TIMEOUT_MS,
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  allowAbsoluteUrls: false,
  ...(settings.apiUrl === undefined ? {} : { slackApiUrl: settings.apiUrl }),
});

export const createWebClient = (
  settings: SlackSettings,
  logger: NonNullable<WebClientOptions['logger']>,
): WebClient => new WebClient(settings.botToken, { ...webClientOptions(settings), logger });
