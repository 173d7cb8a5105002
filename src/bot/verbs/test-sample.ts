import { setTimeout as wait } from 'node:timers/promises';
import { LockstepError } from '#domain/errors.ts';
import type { Run } from '#domain/run.ts';
import { askerToAct } from '../asker.ts';
import { channelLink, markup } from '../blocks/markup.ts';
import { type Message, note } from '../blocks/message.ts';
import { renderOutcome, renderTestSampleDialog, type SampleTarget } from '../blocks/dialogs.ts';
import { runKindName } from '../blocks/run-words.ts';
import type { BotParts } from '../bot-parts.ts';
import { type Dialog, openDialog } from '../dialog.ts';
import { chooseEnvironment, findPlans, onlyPlan } from '../find-plans.ts';
import type { Command } from '../parse-command.ts';
import type { SlackRequest } from '../request.ts';

type TestSample = Extract<Command, { verb: 'test-sample' }>;

/** A dialog must be open within three seconds. If the plans take longer than this to read, it opens first. */
const DECIDE_WITHIN_MS = 700;

const renderStarted = (run: Run, target: SampleTarget): Message =>
  note(
    markup`⏳ Run ${run.number} is queued: ${runKindName(run)} of ${target.plan.title} in ${run.environment}.`,
    markup`Its card is in ${channelLink(target.plan.channel)}. You are told how it ends.`,
  );

/** @throws NOT_ALLOWED, RUN_ALREADY_OPEN, ARGUMENT_INVALID */
export const startTestSample = async (
  parts: BotParts,
  userId: string,
  request: { target: SampleTarget; percent: number | null },
): Promise<Message> => {
  const { plan, environment } = request.target;
  const asker = await askerToAct(parts, plan.id, userId);
  const run = await parts.desk.startTestSample(
    { planId: plan.id, environment, percent: request.percent },
    asker,
  );
  parts.nudge();
  return renderStarted(run, request.target);
};

const findTargets = async (
  parts: BotParts,
  request: SlackRequest,
  command: TestSample,
): Promise<SampleTarget[]> => {
  const plans = await findPlans(parts, request, command.plan);
  if (plans.length === 0) onlyPlan(plans);
  const targets = await Promise.all(
    plans.map(async (plan) => {
      const environments = await parts.desk.environments(plan.id);
      return environments.map((environment) => ({ plan, environment }));
    }),
  );
  const fitting = targets
    .flat()
    .filter((target) => command.environment === null || target.environment === command.environment);
  const [first] = plans;
  if (fitting.length === 0 && first !== undefined) await chooseEnvironment(parts, first, command.environment);
  return fitting;
};

/** Complete enough to start without asking: one place it can mean, and not production. */
const decided = (targets: readonly SampleTarget[]): SampleTarget | null => {
  const [only] = targets.length === 1 ? targets : [];
  return only === undefined || only.environment === 'production' ? null : only;
};

const askWhich = (request: SlackRequest, targets: readonly SampleTarget[]): LockstepError => {
  const [first] = targets;
  const list = targets.map((target) => `${target.plan.name} in ${target.environment}`).join(', ');
  if (targets.length === 1) {
    return new LockstepError('ARGUMENT_INVALID', {
      message: 'A sample in production is confirmed in a dialog, and Slack opens none for a mention.',
      hint: 'Type /migrate test-sample --env production in the channel.',
    });
  }
  return new LockstepError('ARGUMENT_INVALID', {
    message: `It can mean ${targets.length} things: ${list}.`,
    hint: `Say which: ${request.address} test-sample --plan ${first?.plan.name ?? 'NAME'} --env ${first?.environment ?? 'sandbox'}`,
  });
};

const finish = async (
  parts: BotParts,
  request: SlackRequest,
  asked: { command: TestSample; targets: SampleTarget[]; dialog: Dialog | null },
): Promise<void> => {
  const { command, targets, dialog } = asked;
  const target = decided(targets);
  if (target !== null) {
    const started = await startTestSample(parts, request.userId, { target, percent: command.percent });
    await dialog?.show(renderOutcome(started));
    return request.answer(started);
  }
  if (request.triggerId === null) throw askWhich(request, targets);
  const page = dialog ?? (await openDialog(parts, request, `${request.address} test-sample`));
  const privateMetadata = JSON.stringify({ channel: request.channel });
  await page.show(renderTestSampleDialog(targets, { percent: command.percent, privateMetadata }));
};

/** Starts what is complete, and asks for the rest in a dialog. */
export const beginTestSample = async (
  parts: BotParts,
  request: SlackRequest,
  command: TestSample,
): Promise<void> => {
  const finding = findTargets(parts, request, command);
  const quick = await Promise.race([finding.then(() => true), wait(DECIDE_WITHIN_MS, false)]);
  const early = !quick && request.triggerId !== null;
  const dialog = early ? await openDialog(parts, request, `${request.address} test-sample`) : null;
  try {
    await finish(parts, request, { command, targets: await finding, dialog });
  } catch (error) {
    await dialog?.show(
      renderOutcome(
        note(markup`Nothing was started; the reason stands in the channel, where only you see it.`),
      ),
    );
    throw error;
  }
};
