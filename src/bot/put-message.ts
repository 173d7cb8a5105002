import { createHash } from 'node:crypto';
import type { MessageRepository } from '#engine/delivery-ports.ts';
import type { Clock, Log } from '#engine/ports.ts';
import type { Pace } from './announcer-pace.ts';
import type { Message } from './blocks/message.ts';
import type { TableStyle } from './blocks/table.ts';
import type { Place, SlackApi } from './slack-api.ts';
import { isTrouble } from './slack-failure.ts';

export interface PutParts {
  readonly slack: SlackApi;
  readonly messages: MessageRepository;
  readonly pace: Pace;
  readonly clock: Clock;
  readonly log: Log;
}

interface Sent {
  readonly channel: string;
  readonly ts: string;
  readonly contentHash: string;
}

/** `later`: too soon after the last one; try again after that time. */
type PutOutcome =
  | { readonly state: 'put'; readonly sent: Sent }
  | { readonly state: 'later'; readonly ms: number };

export interface Putting {
  readonly key: string;
  /** Where it is posted if it is not there yet. */
  readonly place: Place;
  readonly render: (style: TableStyle) => Message;
  /** Only where it is already; nothing is posted. */
  readonly editOnly?: boolean;
}

const hashOf = (message: Message): string =>
  createHash('sha256').update(JSON.stringify(message)).digest('hex').slice(0, 32);

/** Messages by stable key: posted once, edited from then on, left alone while they say the same. */
export interface MessageBoard {
  /** @throws SlackFailure */
  put(putting: Putting): Promise<PutOutcome>;
  /** Where the message of this key is, also if the database could not be told. */
  find(key: string): Promise<Sent | null>;
}

interface BoardState extends PutParts {
  /** Posted, and the database could not be told: without this a repeat would post once more. */
  readonly unsaved: Map<string, Sent>;
  /** A workspace that has rejected tables gets text from then on, without a failed try every time. */
  tables: TableStyle;
}

const save = async (state: BoardState, key: string, sent: Sent): Promise<PutOutcome> => {
  state.unsaved.set(key, sent);
  await state.messages.save(key, sent);
  state.unsaved.delete(key);
  return { state: 'put', sent };
};

const send = async (
  state: BoardState,
  { key, place }: Putting,
  sending: { known: Sent | null; message: Message },
): Promise<PutOutcome> => {
  const { known, message } = sending;
  const contentHash = hashOf(message);
  if (known?.contentHash === contentHash) {
    return state.unsaved.has(key) ? save(state, key, known) : { state: 'put', sent: known };
  }
  const channel = known?.channel ?? place.channel;
  const now = state.clock.now().getTime();
  const ms = state.pace.waitMs(now, { key, channel, isEdit: known !== null });
  if (ms > 0) return { state: 'later', ms };
  try {
    const at = known ?? (await state.slack.post(place, message));
    if (known !== null) await state.slack.edit({ channel: known.channel, ts: known.ts }, message);
    state.pace.sent(now, { key, channel });
    return await save(state, key, { channel: at.channel, ts: at.ts, contentHash });
  } catch (error) {
    // What Slack refused was never seen; the next attempt need not wait for it.
    const refused = isTrouble(error, 'blocks') || isTrouble(error, 'message-gone');
    if (!refused) state.pace.sent(now, { key, channel });
    throw error;
  }
};

/** The message as it is; if Slack rejects its blocks, with plain tables; if it rejects those, its text alone. */
const sendPlainerAndPlainer = async (
  state: BoardState,
  putting: Putting,
  known: Sent | null,
): Promise<PutOutcome> => {
  const rich = putting.render('data-table');
  const plainer = putting.render('monospace');
  const hasTable = hashOf(rich) !== hashOf(plainer);
  if (hasTable && state.tables === 'data-table') {
    try {
      return await send(state, putting, { known, message: rich });
    } catch (error) {
      if (!isTrouble(error, 'blocks')) throw error;
      state.tables = 'monospace';
      state.log.warn(
        { key: putting.key, slackCode: error.slackCode },
        'Slack rejects tables: text from now on',
      );
    }
  }
  try {
    return await send(state, putting, { known, message: plainer });
  } catch (error) {
    if (!isTrouble(error, 'blocks')) throw error;
    state.log.error({ key: putting.key, slackCode: error.slackCode }, 'Slack rejects our blocks: text alone');
    return send(state, putting, { known, message: { text: plainer.text, blocks: [] } });
  }
};

export const createMessageBoard = (parts: PutParts): MessageBoard => {
  const state: BoardState = { ...parts, unsaved: new Map(), tables: 'data-table' };
  const find = async (key: string): Promise<Sent | null> =>
    state.unsaved.get(key) ?? (await parts.messages.find(key));
  return {
    find,
    put: async (putting) => {
      const known = await find(putting.key);
      if (known === null && putting.editOnly === true) return { state: 'later', ms: 0 };
      try {
        return await sendPlainerAndPlainer(state, putting, known);
      } catch (error) {
        if (known === null || !isTrouble(error, 'message-gone')) throw error;
        // Somebody deleted it, or Slack closed it to edits.
        return await sendPlainerAndPlainer(state, putting, null);
      }
    },
  };
};
