import type { RespondFn } from '@slack/bolt';
import type { Message } from './blocks/message.ts';
import type { BotParts } from './bot-parts.ts';
import type { Place } from './slack-api.ts';
import { isTrouble } from './slack-failure.ts';

type Answer = (message: Message) => Promise<void>;

/** To one person in a channel; where the bot is no member there, in their messages with the app. */
export const whisperTo =
  (parts: Pick<BotParts, 'slack' | 'log'>, place: Place | null, userId: string): Answer =>
  async (message) => {
    if (place !== null) {
      try {
        return await parts.slack.whisper({ ...place, userId }, message);
      } catch (error) {
        parts.log.info({ err: error }, 'answering by direct message instead');
      }
    }
    try {
      await parts.slack.post({ channel: userId }, message);
    } catch (error) {
      if (!isTrouble(error, 'blocks')) throw error;
      parts.log.error({ err: error }, 'Slack rejects our blocks: text alone');
      await parts.slack.post({ channel: userId }, { text: message.text, blocks: [] });
    }
  };

/** By the response_url: works where the bot is no member. It is good five times and for half an hour, then `otherwise`. */
export const respondTo =
  (parts: Pick<BotParts, 'log'>, respond: RespondFn, otherwise: Answer): Answer =>
  async (message) => {
    try {
      await respond({
        response_type: 'ephemeral',
        replace_original: false,
        text: message.text,
        blocks: [...message.blocks],
      });
    } catch (error) {
      parts.log.info({ err: error }, 'the response address is used up: answering another way');
      await otherwise(message);
    }
  };
