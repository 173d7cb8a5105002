import type { HomeView, KnownBlock, ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Message } from './blocks/message.ts';
import { SlackFailure, slackFailure } from './slack-failure.ts';
import { SLACK_TIMEOUT_MS } from './slack-settings.ts';

/** Who the bot is in its workspace. */
export interface BotIdentity {
  readonly teamId: string;
  readonly botUserId: string;
  readonly botId: string;
}

interface SlackUser {
  readonly isBot: boolean;
  readonly isGuest: boolean;
  readonly isDeleted: boolean;
  /** Workspaces this person belongs to: one, or several in an Enterprise organisation. */
  readonly teamIds: readonly string[];
}

export interface Place {
  readonly channel: string;
  readonly threadTs?: string | undefined;
}

/** Every call the bot makes to Slack, and no other. @throws SlackFailure from all of them */
export interface SlackApi {
  identity(): Promise<BotIdentity>;
  post(place: Place, message: Message): Promise<{ channel: string; ts: string }>;
  edit(at: { channel: string; ts: string }, message: Message): Promise<void>;
  /** Seen by one person only, until they reload. */
  whisper(place: Place & { userId: string }, message: Message): Promise<void>;
  permalink(at: { channel: string; ts: string }): Promise<string>;
  user(userId: string): Promise<SlackUser>;
  groupMembers(groupId: string): Promise<readonly string[]>;
  openDialog(triggerId: string, view: ModalView): Promise<{ viewId: string }>;
  updateDialog(viewId: string, view: ModalView): Promise<void>;
  /** @param hash of the view that is there now: a newer one is not overwritten */
  publishHome(userId: string, view: HomeView, hash: string | undefined): Promise<void>;
  /** @returns the file's id */
  upload(
    place: Place,
    file: { name: string; title: string; comment: string; bytes: Buffer },
  ): Promise<string>;
}

/** Nothing is unfurled, nobody's name is linked, nothing is parsed that we did not write as a token. */
const MANNERS = { link_names: false, parse: 'none', unfurl_links: false, unfurl_media: false } as const;

const blocksOf = (message: Message): KnownBlock[] => [...message.blocks];
const threadOf = (place: Place): { thread_ts?: string } =>
  place.threadTs === undefined ? {} : { thread_ts: place.threadTs };

const required = (value: string | undefined, method: string): string => {
  if (value !== undefined && value !== '') return value;
  throw new SlackFailure('unreachable', 'incomplete_answer', { method, cause: undefined });
};

const call = async <T>(method: string, work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw slackFailure(method, error);
  }
};

const messages = (client: WebClient): Pick<SlackApi, 'post' | 'edit' | 'whisper' | 'permalink'> => ({
  post: (place, message) =>
    call('chat.postMessage', async () => {
      const sent = await client.chat.postMessage({
        channel: place.channel,
        text: message.text,
        blocks: blocksOf(message),
        ...threadOf(place),
        ...MANNERS,
      });
      return {
        channel: required(sent.channel, 'chat.postMessage'),
        ts: required(sent.ts, 'chat.postMessage'),
      };
    }),
  edit: (at, message) =>
    call('chat.update', async () => {
      await client.chat.update({
        ...at,
        text: message.text,
        blocks: blocksOf(message),
        link_names: false,
        parse: 'none',
      });
    }),
  whisper: (place, message) =>
    call('chat.postEphemeral', async () => {
      await client.chat.postEphemeral({
        channel: place.channel,
        user: place.userId,
        text: message.text,
        blocks: blocksOf(message),
        link_names: false,
        parse: 'none',
        ...threadOf(place),
      });
    }),
  permalink: (at) =>
    call('chat.getPermalink', async () => {
      const found = await client.chat.getPermalink({ channel: at.channel, message_ts: at.ts });
      return required(found.permalink, 'chat.getPermalink');
    }),
});

const people = (client: WebClient): Pick<SlackApi, 'identity' | 'user' | 'groupMembers'> => ({
  identity: () =>
    call('auth.test', async () => {
      const found = await client.auth.test();
      return {
        teamId: required(found.team_id, 'auth.test'),
        botUserId: required(found.user_id, 'auth.test'),
        botId: found.bot_id ?? '',
      };
    }),
  user: (userId) =>
    call('users.info', async () => {
      const { user } = await client.users.info({ user: userId });
      const team = required(user?.team_id, 'users.info');
      return {
        isBot: user?.is_bot === true,
        isGuest: user?.is_restricted === true || user?.is_ultra_restricted === true,
        isDeleted: user?.deleted === true,
        teamIds: [team, ...(user?.enterprise_user?.teams ?? [])],
      };
    }),
  groupMembers: (groupId) =>
    call('usergroups.users.list', async () => {
      const { users } = await client.usergroups.users.list({ usergroup: groupId });
      if (users === undefined) {
        throw new SlackFailure('unreachable', 'incomplete_answer', {
          method: 'usergroups.users.list',
          cause: undefined,
        });
      }
      return users;
    }),
});

const views = (client: WebClient): Pick<SlackApi, 'openDialog' | 'updateDialog' | 'publishHome'> => ({
  openDialog: (triggerId, view) =>
    call('views.open', async () => {
      const opened = await client.views.open({ trigger_id: triggerId, view });
      return { viewId: required(opened.view?.id, 'views.open') };
    }),
  updateDialog: (viewId, view) =>
    call('views.update', async () => {
      await client.views.update({ view_id: viewId, view });
    }),
  publishHome: (userId, view, hash) =>
    call('views.publish', async () => {
      await client.views.publish({ user_id: userId, view, ...(hash === undefined ? {} : { hash }) });
    }),
});

const files = (client: WebClient): Pick<SlackApi, 'upload'> => ({
  upload: (place, file) =>
    call('files.completeUploadExternal', async () => {
      const target = await client.files.getUploadURLExternal({
        filename: file.name,
        length: file.bytes.length,
      });
      const url = required(target.upload_url, 'files.getUploadURLExternal');
      const id = required(target.file_id, 'files.getUploadURLExternal');
      // The address carries its own permission: the bot's token does not travel with the bytes.
      const sent = await fetch(url, {
        method: 'POST',
        body: new Uint8Array(file.bytes),
        redirect: 'error',
        signal: AbortSignal.timeout(6 * SLACK_TIMEOUT_MS),
      });
      await sent.arrayBuffer();
      if (!sent.ok) {
        throw new SlackFailure('unreachable', `http_${sent.status}`, {
          method: 'files.upload',
          cause: undefined,
        });
      }
      const destination =
        place.threadTs === undefined
          ? { channel_id: place.channel }
          : { channel_id: place.channel, thread_ts: place.threadTs };
      await client.files.completeUploadExternal({
        files: [{ id, title: file.title }],
        initial_comment: file.comment,
        ...destination,
      });
      return id;
    }),
});

export const createSlackApi = (client: WebClient): SlackApi => ({
  ...messages(client),
  ...people(client),
  ...views(client),
  ...files(client),
});
