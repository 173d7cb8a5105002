import type {
  ButtonRepository,
  DeliveryRepository,
  MessageRepository,
  OutboxQueue,
} from '#engine/delivery-ports.ts';
import type { Desk } from '#engine/desk.ts';
import type { Clock, Log } from '#engine/ports.ts';
import { LockstepError } from '#domain/errors.ts';
import { App, HTTPReceiver, SocketModeReceiver } from '@slack/bolt';
import { createAnnouncer } from './announcer.ts';
import type { BotParts } from './bot-parts.ts';
import { createInFlight } from './in-flight.ts';
import { registerHandlers } from './register-handlers.ts';
import { type BotIdentity, createSlackApi, type SlackApi } from './slack-api.ts';
import { isTrouble } from './slack-failure.ts';
import { slackLogger } from './slack-logger.ts';
import { createWebClient, type SlackSettings, webClientOptions } from './slack-settings.ts';
import { createSocketLink } from './socket-link.ts';

export interface StartBot {
  readonly desk: Desk;
  readonly outbox: OutboxQueue;
  readonly messages: MessageRepository;
  readonly deliveries: DeliveryRepository;
  readonly buttons: ButtonRepository;
  readonly settings: SlackSettings;
  readonly clock: Clock;
  readonly log: Log;
}

export interface RunningBot {
  stop(): Promise<void>;
  /** Something may have to be announced now. */
  nudge(): void;
  /** Where Slack's requests arrive, in HTTP mode: the port that was listened to. Null in Socket Mode. */
  readonly port: number | null;
}

/** What was acknowledged is answered before the bot stops, if it takes no longer than this. */
const ANSWER_WITHIN_MS = 5000;

/** Connection to Slack's side: begins to listen, and ends. */
interface Listening {
  readonly receiver: HTTPReceiver | SocketModeReceiver;
  start(): Promise<number | null>;
  stop(): Promise<void>;
}

const listenBySocket = (settings: SlackSettings, appToken: string, log: Log): Listening => {
  const receiver = new SocketModeReceiver({
    appToken,
    logger: slackLogger(log),
    autoReconnectEnabled: false,
    installerOptions: { clientOptions: webClientOptions(settings) },
  });
  const link = createSocketLink(receiver.client, log);
  return {
    receiver,
    start: async () => {
      await link.start();
      return null;
    },
    stop: () => link.stop(),
  };
};

const listenByHttp = (settings: SlackSettings, signingSecret: string, log: Log): Listening => {
  const receiver = new HTTPReceiver({ signingSecret, signatureVerification: true, logger: slackLogger(log) });
  return {
    receiver,
    start: async () => {
      const server = await receiver.start({
        port: settings.port ?? 3000,
        host: settings.host ?? '127.0.0.1',
      });
      const address = server.address();
      return address === null || typeof address === 'string' ? null : address.port;
    },
    stop: () => receiver.stop(),
  };
};

const listening = (settings: SlackSettings, log: Log): Listening => {
  if (settings.appToken !== undefined) return listenBySocket(settings, settings.appToken, log);
  if (settings.signingSecret !== undefined && settings.signingSecret !== '') {
    return listenByHttp(settings, settings.signingSecret, log);
  }
  throw new LockstepError('CONFIG_INVALID', {
    message: 'There is neither an app token nor a signing secret: nothing from Slack could be trusted.',
    hint: 'Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET and a port for HTTP.',
  });
};

/** Asks who we are once; a failed answer is asked for again. */
const createIdentity = (slack: SlackApi): (() => Promise<BotIdentity>) => {
  let known: Promise<BotIdentity> | null = null;
  return () => {
    known ??= slack.identity().catch((error: unknown) => {
      known = null;
      throw error;
    });
    return known;
  };
};

/** A token that Slack refuses ends the start; a Slack that cannot be reached does not: it is tried again and again. */
const assertToken = async (parts: BotParts): Promise<void> => {
  try {
    const { teamId, botUserId } = await parts.identity();
    parts.log.info({ teamId, botUserId }, 'Slack knows this bot');
  } catch (error) {
    if (!isTrouble(error, 'unreachable') && !isTrouble(error, 'busy')) throw error;
    parts.log.warn({ err: error }, 'Slack cannot be reached yet; announcements wait in the database');
  }
};

const createApp = (parts: BotParts, botToken: string, { receiver }: Listening): App => {
  const app = new App({
    receiver,
    logger: slackLogger(parts.log),
    convoStore: false,
    authorize: async () => {
      const { teamId, botId, botUserId } = await parts.identity();
      return { botToken, botId, botUserId, teamId };
    },
  });
  // Handlers answer their own problems; what comes here was never handed to one.
  app.error(async (error) => parts.log.error({ err: error }, 'a delivery from Slack could not be handled'));
  registerHandlers(app, parts);
  return app;
};

/**
 * Starts to listen to Slack and to announce. Resolves when connected, or, where Slack cannot be reached, at once: the
 * connection is then opened as soon as it can be.
 * @throws CONFIG_INVALID; SLACK_REFUSED when Slack does not take the token
 */
export const startBot = async (given: StartBot): Promise<RunningBot> => {
  const { settings, log } = given;
  const link = listening(settings, log);
  const slack = createSlackApi(createWebClient(settings, slackLogger(log)));
  const announcer = createAnnouncer({ ...given, slack });
  const parts: BotParts = {
    desk: given.desk,
    messages: given.messages,
    deliveries: given.deliveries,
    buttons: given.buttons,
    clock: given.clock,
    log,
    inFlight: createInFlight(),
    slack,
    identity: createIdentity(slack),
    nudge: () => announcer.nudge(),
    refreshCard: (runId) => announcer.refreshCard(runId),
  };
  await assertToken(parts);
  createApp(parts, settings.botToken, link);
  announcer.start();
  const stop = async (): Promise<void> => {
    await link.stop();
    await parts.inFlight.settled(ANSWER_WITHIN_MS);
    await announcer.stop();
  };
  const port = await link.start().catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return {
    port,
    nudge: () => announcer.nudge(),
    stop,
  };
};
