import { type Announcement, announcementKey } from '#domain/announcement.ts';
import { isOpen } from '#domain/run.ts';
import type { ButtonRepository } from '#engine/delivery-ports.ts';
import type { Desk, RunView } from '#engine/desk.ts';
import { joined, markup, person } from './blocks/markup.ts';
import { type Message, message, section } from './blocks/message.ts';
import { renderClosed, renderForRequester } from './blocks/requester.ts';
import { renderRunCard } from './blocks/run-card.ts';
import { runTitle } from './blocks/run-words.ts';
import { renderVerdict } from './blocks/verdict.ts';
import { runButtonIds } from './button-ids.ts';
import type { MessageBoard, Putting, PutParts } from './put-message.ts';
import { sendCsv } from './send-csv.ts';
import { isTrouble } from './slack-failure.ts';

export interface AnnounceParts extends PutParts {
  readonly desk: Desk;
  readonly buttons: ButtonRepository;
  readonly board: MessageBoard;
}

/** `done`: said, or nothing left to say. `later`: try again after that time. */
export type Announced = { readonly state: 'done' } | { readonly state: 'later'; readonly ms: number };

const DONE: Announced = { state: 'done' };
/** The run has not ended, or the card is not there: looks again after this time. */
const LOOK_AGAIN_MS = 5000;
/** The verdict is posted before the one who asked is told of it, if it takes no longer than this. */
const VERDICT_FIRST_MS = 20_000;

const put = async (parts: AnnounceParts, putting: Putting): Promise<Announced> => {
  const outcome = await parts.board.put(putting);
  return outcome.state === 'put' ? DONE : outcome;
};

/** Where the card cannot be posted, the one who asked would wait for nothing: they are told once, and what to do. */
const sayClosed = async (parts: AnnounceParts, key: string, view: RunView): Promise<void> => {
  const { requestedBy } = view.run;
  if (requestedBy.kind !== 'slack') return;
  const render = (): Message => renderClosed(view);
  try {
    await parts.board.put({ key: `${key}.closed`, place: { channel: requestedBy.userId }, render });
  } catch (error) {
    parts.log.warn(
      { err: error, runId: view.run.id },
      'the requester could not be told that the channel is closed',
    );
  }
};

const card = async (parts: AnnounceParts, key: string, view: RunView): Promise<Announced> => {
  const buttons = await runButtonIds(parts, view);
  const render = (): Message => renderRunCard(view, buttons);
  try {
    return await put(parts, { key, place: { channel: view.plan.channel }, render });
  } catch (error) {
    if (isTrouble(error, 'place-closed')) await sayClosed(parts, key, view);
    throw error;
  }
};

const verdict = async (parts: AnnounceParts, key: string, view: RunView): Promise<Announced> => {
  if (isOpen(view.run.status)) return { state: 'later', ms: LOOK_AGAIN_MS };
  const buttons = await runButtonIds(parts, view);
  return put(parts, {
    key,
    place: { channel: view.plan.channel },
    render: (style) => renderVerdict(view, buttons, style),
  });
};

const evidence = async (parts: AnnounceParts, key: string, view: RunView): Promise<Announced> => {
  if ((await parts.board.find(key)) !== null) return DONE;
  const thread = await parts.board.find(announcementKey({ view: 'run-card', runId: view.run.id }));
  if (thread === null) return { state: 'later', ms: LOOK_AGAIN_MS };
  const title = `Evidence of run ${view.run.number}`;
  const now = parts.clock.now().getTime();
  const ms = parts.pace.waitMs(now, { key, channel: thread.channel, isEdit: false });
  if (ms > 0) return { state: 'later', ms };
  parts.pace.sent(now, { key, channel: thread.channel });
  const file = await sendCsv(
    parts,
    { channel: thread.channel, threadTs: thread.ts },
    {
      name: `${view.plan.name}-run-${view.run.number}.csv`,
      title,
      comment: markup`${title}: every finding with its record ids, values masked.`,
      lines: parts.desk.evidenceCsv(view.run.id),
    },
  );
  await parts.messages.save(key, { channel: thread.channel, ts: file, contentHash: 'uploaded' });
  return DONE;
};

/** Link to what was found, or to the card; null while Slack cannot say. */
const permalinkOf = async (parts: AnnounceParts, view: RunView): Promise<string | null> => {
  const runId = view.run.id;
  const at =
    (await parts.board.find(announcementKey({ view: 'run-verdict', runId }))) ??
    (await parts.board.find(announcementKey({ view: 'run-card', runId })));
  return at === null ? null : parts.slack.permalink(at);
};

const mentioning = (userId: string, said: Message): Message => {
  const whom = markup`${person(userId)}`;
  return message(joined([whom, { markup: said.text }], ' '), [section(whom), ...said.blocks]);
};

/** In their messages with the app; where those are closed, by a mention under the card. */
const requester = async (parts: AnnounceParts, key: string, view: RunView): Promise<Announced> => {
  const { run } = view;
  if (run.requestedBy.kind !== 'slack') return DONE;
  const { userId } = run.requestedBy;
  // What was found is worth a link; if it cannot be posted, the person is told all the same.
  const age = parts.clock.now().getTime() - (run.endedAt?.getTime() ?? 0);
  const verdictKey = announcementKey({ view: 'run-verdict', runId: run.id });
  if (run.verdict !== null && age < VERDICT_FIRST_MS && (await parts.board.find(verdictKey)) === null) {
    return { state: 'later', ms: 1000 };
  }
  const said = renderForRequester(view, await permalinkOf(parts, view));
  // One message for each state worth telling: an edit would wake nobody.
  const stateKey = `${key}.${run.status}`;
  // The person may be told once; a later look at the same state changes nothing for them.
  if ((await parts.board.find(stateKey)) !== null) return DONE;
  try {
    return await put(parts, { key: stateKey, place: { channel: userId }, render: () => said });
  } catch (error) {
    const closed =
      isTrouble(error, 'person-closed') ||
      isTrouble(error, 'place-closed') ||
      isTrouble(error, 'unknown-name');
    const thread = await parts.board.find(announcementKey({ view: 'run-card', runId: run.id }));
    if (!closed || thread === null) throw error;
    parts.log.info(
      { runId: run.id, slackCode: error.slackCode },
      'told the requester under the card instead',
    );
    return put(parts, {
      key: stateKey,
      place: { channel: thread.channel, threadTs: thread.ts },
      render: () => mentioning(userId, said),
    });
  }
};

/**
 * Says one announcement, from the state as it is now.
 * @throws SlackFailure, and what the desk throws
 */
export const announce = async (parts: AnnounceParts, announcement: Announcement): Promise<Announced> => {
  const key = announcementKey(announcement);
  const view = await parts.desk.run(announcement.runId);
  parts.log.debug({ key, title: runTitle(view) }, 'announcing');
  switch (announcement.view) {
    case 'run-card': {
      return card(parts, key, view);
    }
    case 'run-verdict': {
      return verdict(parts, key, view);
    }
    case 'run-evidence': {
      return evidence(parts, key, view);
    }
    case 'tell-requester': {
      return requester(parts, key, view);
    }
  }
};
