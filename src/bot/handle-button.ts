import { LockstepError } from '#domain/errors.ts';
import type { RunId } from '#domain/ids.ts';
import type { ButtonAction, ButtonMeaning } from '#engine/delivery-ports.ts';
import type { RunView } from '#engine/desk.ts';
import { announcementKey } from '#domain/announcement.ts';
import { answering } from './answering.ts';
import { askerToAct } from './asker.ts';
import { link, type Markup, nothing } from './blocks/markup.ts';
import { withLine } from './blocks/message.ts';
import { renderLook } from './blocks/look.ts';
import type { BotParts } from './bot-parts.ts';
import { assertMayLook } from './find-plans.ts';
import type { SlackRequest } from './request.ts';
import { renderChanged } from './verbs/change-run.ts';
import { exportQuarantine, retryQuarantine } from './verbs/quarantine.ts';
import { beginTestSample } from './verbs/test-sample.ts';

/** A press on a button: its opaque id, and where the button stood. */
export interface Press {
  readonly value: string;
  /** Null on a message that only this person sees, in a dialog or on the App Home. */
  readonly messageTs: string | null;
}

const LOOK_RECORDS = 20;

const unknownButton = (): LockstepError =>
  new LockstepError('RUN_UNKNOWN', {
    message: 'Lockstep does not know this button any more.',
    hint: '/migrate status shows what is there now, with buttons that work.',
  });

/** The message that carries a button, by what the button does. */
const viewOf = (action: ButtonAction): 'run-card' | 'run-verdict' =>
  action === 'pause' || action === 'resume' || action === 'cancel' ? 'run-card' : 'run-verdict';

/** A message in the channel must be the run's own; a copy of it (a lost reply) is kept up to date by nobody. */
const assertOurMessage = async (
  parts: BotParts,
  at: { channel: string | null; ts: string },
  pressed: { runId: RunId; action: ButtonAction },
): Promise<void> => {
  const key = announcementKey({ view: viewOf(pressed.action), runId: pressed.runId });
  const known = await parts.messages.find(key);
  // Unknown for the moment between the post and its entry in the database.
  if (known === null || (known.ts === at.ts && known.channel === at.channel)) return;
  throw new LockstepError('ALREADY_DECIDED', {
    message: 'This message is an old copy; the run’s own is another one.',
    hint: '/migrate status shows the run as it is now, with buttons that work.',
  });
};

/** Is the button where it belongs: our workspace, the plan's channel, the run's own message? @throws */
const checkedRun = async (
  parts: BotParts,
  request: SlackRequest,
  pressed: { press: Press; meaning: ButtonMeaning },
): Promise<RunView> => {
  const { press, meaning } = pressed;
  const identity = await parts.identity();
  if (request.teamId !== identity.teamId) {
    throw new LockstepError('NOT_ALLOWED', {
      message: 'Somebody from another workspace cannot press this.',
      hint: 'Ask a member of the workspace that Lockstep belongs to.',
    });
  }
  if (meaning.runId === null) throw unknownButton();
  const view = await parts.desk.run(meaning.runId);
  if (view.plan.id !== meaning.planId) throw unknownButton();
  await assertMayLook(parts, view.plan, request);
  if (press.messageTs !== null) {
    const at = { channel: request.channel, ts: press.messageTs };
    await assertOurMessage(parts, at, { runId: view.run.id, action: meaning.action });
  }
  return view;
};

const lookAt = async (parts: BotParts, request: SlackRequest, view: RunView): Promise<void> => {
  const looked = await parts.desk.look(view.run.id, LOOK_RECORDS);
  await request.whisper(renderLook(view, looked, 'monospace'));
};

/** A button under an older verdict: what it speaks of is not in the destination any more, or another sample is. */
const assertSampleStands = ({ run, samplePresent }: RunView, action: ButtonMeaning['action']): void => {
  if (samplePresent || (action !== 'look' && action !== 'remove-sample')) return;
  throw new LockstepError('ALREADY_DECIDED', {
    message: `The sample of run ${run.number} is not in ${run.environment} any more: it was removed, or a newer run has taken its place.`,
    hint: 'Nothing has changed. The newest verdict has the buttons for what is there now.',
    details: { run: run.number },
  });
};

const act = async (
  parts: BotParts,
  request: SlackRequest,
  { view, meaning }: { view: RunView; meaning: ButtonMeaning },
): Promise<void> => {
  const { run, plan } = view;
  assertSampleStands(view, meaning.action);
  const asker = (): ReturnType<typeof askerToAct> => askerToAct(parts, plan.id, request.userId);
  switch (meaning.action) {
    case 'look': {
      return lookAt(parts, request, view);
    }
    case 'pause': {
      return request.whisper(renderChanged(await parts.desk.pause(run.id, '', await asker())));
    }
    case 'resume': {
      return request.whisper(renderChanged(await parts.desk.resume(run.id, await asker())));
    }
    case 'cancel': {
      return request.whisper(renderChanged(await parts.desk.cancel(run.id, await asker())));
    }
    case 'remove-sample': {
      const where = { planId: plan.id, environment: run.environment };
      return request.whisper(renderChanged(await parts.desk.startRemoveSample(where, await asker())));
    }
    case 'run-again': {
      const again = {
        verb: 'test-sample',
        percent: run.samplePercent,
        environment: run.environment,
      } as const;
      return beginTestSample(parts, request, { ...again, plan: plan.name });
    }
    case 'retry': {
      return retryQuarantine(parts, request, { plan, environment: run.environment });
    }
    case 'export-quarantine': {
      return exportQuarantine(parts, request, { plan, environment: run.environment });
    }
  }
};

/** Where the newest card of the run is, for one who pressed too late. */
const pointToCard = async (parts: BotParts, runId: RunId): Promise<Markup> => {
  const card = await parts.messages.find(announcementKey({ view: 'run-card', runId }));
  if (card === null) return nothing;
  try {
    return link(await parts.slack.permalink(card), 'The run’s card');
  } catch (error) {
    parts.log.warn({ err: error, runId }, 'no permalink for a card');
    return nothing;
  }
};

/** A press, from the opaque id to the answer. Never throws: every press is answered. */
export const handleButton = async (parts: BotParts, request: SlackRequest, press: Press): Promise<void> => {
  const found: { meaning: ButtonMeaning | null } = { meaning: null };
  const done = await answering(parts, {
    what: 'button',
    work: async () => {
      const meaning = await parts.buttons.meaning(press.value);
      if (meaning === null) throw unknownButton();
      found.meaning = meaning;
      const view = await checkedRun(parts, request, { press, meaning });
      await act(parts, request, { view, meaning });
    },
    tell: async (message) => {
      const runId = found.meaning?.runId ?? null;
      const card = runId === null ? nothing : await pointToCard(parts, runId);
      await request.whisper(withLine(message, card));
    },
  });
  parts.nudge();
  const runId = found.meaning?.runId ?? null;
  // Pressed too late: the card shows what is not so any more.
  if (!done && runId !== null) await parts.refreshCard(runId);
};
