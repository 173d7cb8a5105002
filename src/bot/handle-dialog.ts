import { z } from 'zod';
import { LockstepError } from '#domain/errors.ts';
import { answering } from './answering.ts';
import { askerToAct } from './asker.ts';
import { markup } from './blocks/markup.ts';
import { type Message, note } from './blocks/message.ts';
import { DIALOG_INPUTS, readTarget, renderOutcome } from './blocks/dialogs.ts';
import type { BotParts } from './bot-parts.ts';
import { dialogAt } from './dialog.ts';
import { assertMayLook } from './find-plans.ts';
import { parsePercent } from './parse-command.ts';
import type { SlackRequest } from './request.ts';
import { renderChanged } from './verbs/change-run.ts';
import { startTestSample } from './verbs/test-sample.ts';

/** A dialog that was sent off: what Slack says of it, as far as we read it. */
export interface Submission {
  readonly viewId: string;
  readonly privateMetadata: string;
  readonly values: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          { readonly value?: string | null; readonly selected_option?: { readonly value: string } | null }
        >
      >
    >
  >;
}

const metadataSchema = z.object({ channel: z.string().nullable(), button: z.string().optional() });

/** The channel it was asked in, to answer there when the dialog is closed. */
export const channelOf = (privateMetadata: string): string | null => {
  try {
    return metadataSchema.parse(JSON.parse(privateMetadata)).channel;
  } catch {
    return null; // Not ours, or cut: then there is no channel to answer in.
  }
};

const inputOf = (submission: Submission, name: string): Submission['values'][string][string] | undefined =>
  submission.values[name]?.[name];

const percentOf = (submission: Submission): number | null => {
  const typed = inputOf(submission, DIALOG_INPUTS.percent)?.value?.trim() ?? '';
  return typed === '' ? null : parsePercent(typed);
};

/** What is wrong with the inputs, by block; shown under each while the dialog stays open. Empty: all is well. */
export const inputErrors = (submission: Submission): Record<string, string> => {
  try {
    percentOf(submission);
    return {};
  } catch (error) {
    if (!(error instanceof LockstepError)) throw error;
    return { [DIALOG_INPUTS.percent]: `${error.message} ${error.hint}` };
  }
};

export const renderWorking = (): ReturnType<typeof renderOutcome> =>
  renderOutcome(note(markup`⏳ One moment: checking your rights and getting to work.`));

const lost = (): LockstepError =>
  new LockstepError('DIALOG_EXPIRED', {
    message: 'This dialog is of an older version of Lockstep.',
    hint: 'Nothing was done. Type the command again.',
  });

const startSample = async (
  parts: BotParts,
  request: SlackRequest,
  submission: Submission,
): Promise<Message> => {
  const chosen = readTarget(inputOf(submission, DIALOG_INPUTS.target)?.selected_option?.value ?? '');
  if (chosen === null) throw lost();
  const plan = await parts.desk.plan(chosen.plan);
  await assertMayLook(parts, plan, request);
  const target = { plan, environment: chosen.environment };
  return startTestSample(parts, request.userId, { target, percent: percentOf(submission) });
};

const cancelRun = async (
  parts: BotParts,
  request: SlackRequest,
  submission: Submission,
): Promise<Message> => {
  const { button } = metadataSchema.parse(JSON.parse(submission.privateMetadata));
  const meaning = button === undefined ? null : await parts.buttons.meaning(button);
  if (meaning?.action !== 'cancel' || meaning.runId === null) throw lost();
  const asker = await askerToAct(parts, meaning.planId, request.userId);
  return renderChanged(await parts.desk.cancel(meaning.runId, asker));
};

/** Shows what came of it in the dialog; where that has been closed, to the person in the channel. */
const showOutcome = async (
  parts: BotParts,
  request: SlackRequest,
  shown: { viewId: string; outcome: Message },
): Promise<void> => {
  const open = await dialogAt(parts, shown.viewId).show(renderOutcome(shown.outcome));
  if (!open) await request.whisper(shown.outcome);
};

/** A dialog that was sent off, to its answer. Never throws. */
export const handleDialog = async (
  parts: BotParts,
  request: SlackRequest,
  sent: { kind: 'test-sample' | 'cancel'; submission: Submission },
): Promise<void> => {
  const { viewId } = sent.submission;
  await answering(parts, {
    what: `${sent.kind} dialog`,
    work: async () => {
      const outcome =
        sent.kind === 'cancel'
          ? await cancelRun(parts, request, sent.submission)
          : await startSample(parts, request, sent.submission);
      await showOutcome(parts, request, { viewId, outcome });
    },
    tell: (outcome) => showOutcome(parts, request, { viewId, outcome }),
  });
  parts.nudge();
};
