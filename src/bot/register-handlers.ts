import type { App, BlockAction, ButtonAction, ViewSubmitAction } from '@slack/bolt';
import { answering } from './answering.ts';
import { respondTo, whisperTo } from './answers.ts';
import { CANCEL_DIALOG, TEST_SAMPLE_DIALOG } from './blocks/dialogs.ts';
import { BUTTON_PREFIX } from './blocks/message.ts';
import type { BotParts } from './bot-parts.ts';
import { SLASH_COMMAND } from './command-table.ts';
import { handleButton } from './handle-button.ts';
import { handleCommand } from './handle-command.ts';
import { channelOf, handleDialog, inputErrors, renderWorking } from './handle-dialog.ts';
import { mentionText } from './mention-text.ts';
import { publishHome } from './publish-home.ts';
import type { SlackRequest } from './request.ts';

/** Direct messages with the app belong to no plan. */
const planChannel = (channel: string): string | null => (channel.startsWith('D') ? null : channel);

/**
 * Slack repeats deliveries: what was handled once is not handled again, whatever its retry headers say. Where the
 * database cannot say whether it was, nothing is done and the person is told.
 */
const onceOnly = (
  parts: BotParts,
  delivery: { id: string; tell: SlackRequest['whisper'] },
  work: () => Promise<void>,
): Promise<boolean> =>
  parts.inFlight.track(
    answering(parts, {
      what: 'delivery',
      work: async () => {
        if (await parts.deliveries.firstTime(delivery.id)) return work();
        parts.log.info({ delivery: delivery.id }, 'delivered again by Slack; handled before');
      },
      tell: delivery.tell,
    }),
  );

const registerCommand = (app: App, parts: BotParts): void => {
  app.command(SLASH_COMMAND, async ({ ack, command, respond }) => {
    await ack();
    const { channel_id: channel, user_id: userId, trigger_id: triggerId } = command;
    const whisper = respondTo(parts, respond, whisperTo(parts, { channel }, userId));
    const request: SlackRequest = {
      userId,
      teamId: command.team_id,
      channel: planChannel(channel),
      triggerId,
      address: SLASH_COMMAND,
      isPrivate: true,
      answer: whisper,
      whisper,
    };
    await onceOnly(parts, { id: `command.${triggerId}`, tell: whisper }, () =>
      handleCommand(parts, request, command.text),
    );
  });
};

const registerMention = (app: App, parts: BotParts): void => {
  app.event('app_mention', async ({ event, body }) => {
    const { user: userId, channel, ts, thread_ts: threadTs } = event;
    // Other bots may talk about us; they are not answered, or two bots would talk for ever.
    if (userId === undefined || event.bot_id !== undefined) return;
    const { botUserId } = await parts.identity();
    const whisper = whisperTo(parts, { channel, threadTs }, userId);
    const request: SlackRequest = {
      userId,
      teamId: event.user_team ?? event.team ?? body.team_id,
      channel: planChannel(channel),
      triggerId: null,
      address: '@Lockstep',
      isPrivate: false,
      answer: async (message) => {
        await parts.slack.post({ channel, threadTs: threadTs ?? ts }, message);
      },
      whisper,
    };
    await onceOnly(parts, { id: `event.${body.event_id}`, tell: whisper }, () =>
      handleCommand(parts, request, mentionText(event.text, botUserId)),
    );
  });
};

/** Where a button stood: in a message all can see, in one for this person only, in a dialog or on the App Home. */
const placeOf = (
  body: BlockAction,
): { channel: string | null; messageTs: string | null; threadTs?: string } => {
  const container: Record<string, unknown> = body.container;
  const channel = body.channel?.id ?? null;
  const messageTs = container['is_ephemeral'] === true ? null : (body.message?.ts ?? null);
  const threadTs = container['thread_ts'];
  return { channel, messageTs, ...(typeof threadTs === 'string' ? { threadTs } : {}) };
};

const registerButtons = (app: App, parts: BotParts): void => {
  const ours = {
    type: 'block_actions',
    action_id: new RegExp(`^${BUTTON_PREFIX.replaceAll('.', '\\.')}`),
  } as const;
  app.action<BlockAction<ButtonAction>>(ours, async ({ ack, action, body }) => {
    await ack();
    const { channel, messageTs, threadTs } = placeOf(body);
    const userId = body.user.id;
    const whisper = whisperTo(parts, channel === null ? null : { channel, threadTs }, userId);
    const request: SlackRequest = {
      userId,
      teamId: body.user.team_id ?? body.team?.id ?? '',
      channel: channel === null ? null : planChannel(channel),
      triggerId: body.trigger_id,
      address: SLASH_COMMAND,
      isPrivate: true,
      answer: whisper,
      whisper,
    };
    // The trigger is new with every press and the same when Slack delivers one again.
    await onceOnly(parts, { id: `action.${body.trigger_id}.${action.action_ts}`, tell: whisper }, () =>
      handleButton(parts, request, { value: action.value ?? '', messageTs }),
    );
  });
};

const registerDialogs = (app: App, parts: BotParts): void => {
  const listen = (callbackId: string, kind: 'test-sample' | 'cancel'): void => {
    app.view<ViewSubmitAction>(callbackId, async ({ ack, body, view }) => {
      const submission = {
        viewId: view.id,
        privateMetadata: view.private_metadata,
        values: view.state.values,
      };
      const errors = inputErrors(submission);
      if (Object.keys(errors).length > 0) return ack({ response_action: 'errors', errors });
      await ack({ response_action: 'update', view: renderWorking() });
      const channel = channelOf(view.private_metadata);
      const whisper = whisperTo(parts, channel === null ? null : { channel }, body.user.id);
      const request: SlackRequest = {
        userId: body.user.id,
        teamId: body.user.team_id ?? body.team?.id ?? '',
        channel,
        triggerId: body.trigger_id,
        address: SLASH_COMMAND,
        isPrivate: true,
        answer: whisper,
        whisper,
      };
      await onceOnly(parts, { id: `view.${view.id}`, tell: whisper }, () =>
        handleDialog(parts, request, { kind, submission }),
      );
    });
  };
  listen(TEST_SAMPLE_DIALOG, 'test-sample');
  listen(CANCEL_DIALOG, 'cancel');
};

/** Slack sends the page's hash; its library's types leave it out. */
const hashOf = (view: object | undefined): string | undefined =>
  view !== undefined && 'hash' in view && typeof view.hash === 'string' ? view.hash : undefined;

const registerHome = (app: App, parts: BotParts): void => {
  app.event('app_home_opened', async ({ event }) => {
    if (event.tab === 'home') await parts.inFlight.track(publishHome(parts, event.user, hashOf(event.view)));
  });
};

/** What the bot listens to. manifest.yml subscribes to the same, which a test compares. */
export const registerHandlers = (app: App, parts: BotParts): void => {
  registerCommand(app, parts);
  registerMention(app, parts);
  registerButtons(app, parts);
  registerDialogs(app, parts);
  registerHome(app, parts);
};
