import type { RespondFn } from '@slack/bolt';
import type { Message } from './blocks/message.ts';
import type { BotParts } from './bot-parts.ts';
import type { Place } from './slack-api.ts';

type Answer = (message: Message) => Promise<void>;

/** To one person in a channel; where the bot is no member there, in their messages with the app. */
export const whisperTo =
  (parts: Pick<BotParts, 'slack' | 'log'>, place: Place | null, userId: string): Answer =>
  async (message) => {
    try {
      if (place !== null) return await parts.slack.whisper({ ...place, userId }, message);
    } catch (error) {
      parts.log.info({ err: error }, 'answering by direct message instead');
    }
    await parts.slack.post({ channel: userId }, message);
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
