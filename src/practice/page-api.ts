/**
 * What the browser page and the practice server say to each other. Types only: the page may import this file.
 *
 * GET  /page/state?as=USER   → PageState: everything that person sees; without a person, the first one
 * GET  /page/events?as=USER  → server-sent events; `event: changed`, `data: {"revision": n}` after every change
 * POST /page/act             → body PageActRequest as JSON; answer ActResult. Same origin only
 * GET  /page/files/ID        → the bytes of a file (as an attachment)
 * GET  /archives/CHANNEL/pTS → a permalink, as messages carry it: leads to the page as `/?channel=CHANNEL&ts=TS[&thread_ts=TS]`
 */
import type { Block } from './blocks/check-blocks.ts';

export type { Block };

/** What a person enters into an element: text, the value of an option, an id, a date, or several of these. Null empties it. */
export type PersonInput = string | readonly string[] | number | null;

/** Where an element stands. */
export type ElementPlace = { readonly channel: string; readonly ts: string } | { readonly view: string };

export type PersonAct =
  /** Types a slash command, with its arguments: `/migrate test-sample 5%`. */
  | {
      readonly kind: 'command';
      readonly channel: string;
      readonly text: string;
      /** Where the composer of a thread was used. Slack refuses commands there, and so does this workspace. */
      readonly threadTs?: string;
    }
  /** Writes a message. `@Lockstep` and the names of people become mentions, all else is text. */
  | {
      readonly kind: 'say';
      readonly channel: string;
      readonly text: string;
      readonly threadTs?: string;
    }
  /** Clicks a button, or chooses in a menu, select or picker. With `input` for all but buttons. */
  | {
      readonly kind: 'press';
      readonly on: ElementPlace;
      readonly actionId: string;
      /** Needed where several blocks hold the same action id. */
      readonly blockId?: string;
      readonly input?: PersonInput;
      /** The answer to the element's confirm dialog. Absent: the dialog is shown (`needs-confirm`). */
      readonly confirm?: boolean;
    }
  /** Fills an input of a modal or Home without sending anything (unless the block has `dispatch_action`). */
  | {
      readonly kind: 'fill';
      readonly view: string;
      readonly actionId: string;
      readonly blockId?: string;
      readonly input: PersonInput;
    }
  /** Submits the modal on top. `values`: block id → action id → input, filled in before. */
  | {
      readonly kind: 'submit';
      readonly view: string;
      readonly values?: Readonly<Record<string, Readonly<Record<string, PersonInput>>>>;
    }
  /** Closes the modal on top, or all of them. */
  | { readonly kind: 'close'; readonly view: string; readonly all?: boolean }
  | { readonly kind: 'open-home'; readonly tab?: 'home' | 'messages' }
  | {
      readonly kind: 'shortcut';
      readonly callbackId: string;
      /** The message, for a message shortcut. */
      readonly on?: { readonly channel: string; readonly ts: string };
    }
  | { readonly kind: 'react'; readonly channel: string; readonly ts: string; readonly name: string }
  /** Types into an external select: asks the app for options. */
  | {
      readonly kind: 'suggest';
      readonly on: ElementPlace;
      readonly actionId: string;
      readonly blockId?: string;
      readonly query: string;
    };

export interface PageActRequest {
  /** The person who acts: `U…`. */
  readonly as: string;
  readonly act: PersonAct;
}

export type ActCode =
  | 'done'
  /** The element has a confirm dialog: show `confirm`, then repeat with `confirm: true`. */
  | 'needs-confirm'
  /** The person said no in the confirm dialog. */
  | 'called-off'
  /** Inputs are wrong or missing: `errors` by block id, also in the view. */
  | 'has-errors'
  /** What was acted on is not there (any more), or this person does not see it. */
  | 'not-there'
  /** Slack itself refuses: a command in a thread, an archived channel. */
  | 'refused'
  /** The app did not acknowledge within three seconds. */
  | 'timeout'
  /** No app is connected, or it answered with an error. */
  | 'unreachable'
  /** The app answered with something Slack does not accept. */
  | 'bad-answer'
  | 'slack-down';

export interface ActResult {
  readonly ok: boolean;
  readonly code: ActCode;
  /** What the person is shown. Empty when all went well. */
  readonly message: string;
  readonly errors?: Readonly<Record<string, string>>;
  /** The confirm object of the element, for `needs-confirm`. */
  readonly confirm?: Block;
  /** The message written, for `say`. */
  readonly ts?: string;
  /** Options of the app, for `suggest`: a list of option objects or option groups. */
  readonly options?: readonly Block[];
}

export interface PagePerson {
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly title: string;
  readonly color: string;
  readonly timeZone: string;
  readonly isBot: boolean;
}

export interface PageFile {
  readonly id: string;
  readonly name: string;
  readonly title: string;
  readonly mimeType: string;
  readonly sizeBytes: number;
  /** Path on this server. */
  readonly url: string;
}

export interface PageMessage {
  readonly ts: string;
  readonly channel: string;
  readonly threadTs: string | null;
  /** Who wrote it; `USLACKBOT` for what Slack itself says. */
  readonly author: PagePerson;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly attachments: readonly Block[];
  readonly files: readonly PageFile[];
  /** Only this person sees it. */
  readonly isEphemeral: boolean;
  /** A thread reply that is also shown in the channel. */
  readonly isBroadcast: boolean;
  readonly isEdited: boolean;
  readonly isPinned: boolean;
  /** This person is notified by it. */
  readonly mentionsMe: boolean;
  readonly reactions: readonly { readonly name: string; readonly users: readonly string[] }[];
  /** Oldest first, with this person's ephemerals. */
  readonly replies: readonly PageMessage[];
}

export interface PageChannel {
  readonly id: string;
  /** Without `#`; the app's name for the direct message. */
  readonly name: string;
  readonly kind: 'channel' | 'dm';
  readonly topic: string;
  readonly purpose: string;
  readonly isArchived: boolean;
  readonly isPrivate: boolean;
  readonly botIsMember: boolean;
  readonly members: readonly string[];
  readonly bookmarks: readonly { readonly title: string; readonly link: string }[];
  /** Oldest first: what stands in the channel itself, with broadcast replies and this person's ephemerals. */
  readonly messages: readonly PageMessage[];
}

export interface PageView {
  readonly id: string;
  readonly type: 'modal' | 'home';
  readonly hash: string;
  readonly callbackId: string;
  readonly title: string;
  /** Null: no such button. */
  readonly submit: string | null;
  readonly close: string;
  readonly blocks: readonly Block[];
  /** block id → action id → Slack's state value, such as `{type, value}` or `{type, selected_option}`. */
  readonly values: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly errors: Readonly<Record<string, string>>;
}

export interface PageState {
  readonly revision: number;
  /** Workspace time, ISO 8601. */
  readonly now: string;
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly me: PagePerson;
  readonly people: readonly PagePerson[];
  readonly userGroups: readonly {
    readonly id: string;
    readonly handle: string;
    readonly name: string;
    readonly members: readonly string[];
  }[];
  readonly app: {
    readonly id: string;
    readonly name: string;
    readonly botUser: PagePerson;
    readonly hasHomeTab: boolean;
    /** People can write to the app in their direct messages with it. */
    readonly isMessagesTabWritable: boolean;
    readonly commands: readonly {
      readonly command: string;
      readonly description: string;
      readonly usageHint: string;
    }[];
    readonly shortcuts: readonly {
      readonly type: 'message' | 'global';
      readonly name: string;
      readonly callbackId: string;
    }[];
    /** A socket is open, or a request URL is set. */
    readonly isConnected: boolean;
  };
  readonly slackHealth: 'up' | 'unreachable' | 'failing';
  /** Channels this person is a member of, then the direct message with the app. */
  readonly channels: readonly PageChannel[];
  /** Null until the app has published one. */
  readonly home: PageView | null;
  /** Lowest first; the last one is on top. */
  readonly modals: readonly PageView[];
}
