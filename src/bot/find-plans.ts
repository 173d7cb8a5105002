import { LockstepError } from '#domain/errors.ts';
import type { Environment } from '#domain/plan/plan-schema.ts';
import type { RunView } from '#engine/desk.ts';
import type { PlanRecord } from '#engine/ports.ts';
import { askerToLook } from './asker.ts';
import type { BotParts } from './bot-parts.ts';
import type { SlackRequest } from './request.ts';

/**
 * In its own channel everyone may look at a plan. From elsewhere only those who hold a role in it.
 * @throws NOT_ALLOWED
 */
export const assertMayLook = async (
  parts: BotParts,
  plan: PlanRecord,
  from: { userId: string; channel: string | null },
): Promise<void> => {
  if (from.channel === plan.channel) return;
  const asker = await askerToLook(parts, plan.id, from.userId);
  const standing = await parts.desk.standing(plan.id, asker);
  if (standing.roles.length > 0) return;
  throw new LockstepError('NOT_ALLOWED', {
    message: `You hold no role in the plan ${plan.name}, and this is not its channel.`,
    hint: 'Ask in the plan’s own channel; everyone there may look.',
  });
};

/** The plan named, or every plan of the channel. @throws PLAN_UNKNOWN, PLAN_INVALID, NOT_ALLOWED, ARGUMENT_INVALID */
export const findPlans = async (
  parts: BotParts,
  request: SlackRequest,
  name: string | null,
): Promise<PlanRecord[]> => {
  if (name !== null) {
    const plan = await parts.desk.plan(name);
    await assertMayLook(parts, plan, request);
    return [plan];
  }
  if (request.channel !== null) return parts.desk.plansIn(request.channel);
  throw new LockstepError('ARGUMENT_INVALID', {
    message: 'No channel says which plan is meant.',
    hint: `Name it: ${request.address} status --plan NAME`,
  });
};

/** The only one of several, or a question back. @throws ARGUMENT_INVALID, PLAN_UNKNOWN */
export const onlyPlan = (plans: readonly PlanRecord[]): PlanRecord => {
  const [first, second] = plans;
  if (first === undefined) {
    throw new LockstepError('PLAN_UNKNOWN', {
      message: 'No plan belongs to this channel.',
      hint: 'A plan names its channel in plan.yml, under slack. Elsewhere add --plan NAME.',
    });
  }
  if (second === undefined) return first;
  throw new LockstepError('ARGUMENT_INVALID', {
    message: `This channel has ${plans.length} plans: ${plans.map((plan) => plan.name).join(', ')}.`,
    hint: `Say which: --plan ${first.name}`,
  });
};

/** The open run that is meant where none is named. @throws RUN_NOT_OPEN, ARGUMENT_INVALID */
export const openRun = async (
  parts: BotParts,
  plans: readonly PlanRecord[],
  environment: Environment | null,
): Promise<RunView> => {
  const overviews = await Promise.all(plans.map((plan) => parts.desk.overview(plan.id)));
  const open = overviews
    .flatMap((overview) => overview.openRuns)
    .filter((view) => environment === null || view.run.environment === environment);
  const [first, second] = open;
  if (first === undefined) {
    throw new LockstepError('RUN_NOT_OPEN', {
      message: `No run is open here${environment === null ? '' : ` in ${environment}`}.`,
      hint: 'status shows the last one.',
    });
  }
  if (second === undefined) return first;
  const list = open.map((view) => `run ${view.run.number} (${view.plan.name}, ${view.run.environment})`);
  throw new LockstepError('ARGUMENT_INVALID', {
    message: `Several runs are open: ${list.join(', ')}.`,
    hint: `Say which: --plan ${first.plan.name} --env ${first.run.environment}`,
  });
};

/** The environment named, or the plan's only one. @throws ARGUMENT_INVALID */
export const chooseEnvironment = async (
  parts: BotParts,
  plan: PlanRecord,
  named: Environment | null,
): Promise<Environment> => {
  const there = await parts.desk.environments(plan.id);
  const choice =
    named === null && there.length === 1 ? there[0] : there.find((candidate) => candidate === named);
  if (choice !== undefined) return choice;
  throw new LockstepError('ARGUMENT_INVALID', {
    message:
      named === null
        ? `The plan ${plan.name} has ${there.length} environments: ${there.join(', ')}.`
        : `The plan ${plan.name} has no environment ${named}; it has ${there.join(', ')}.`,
    hint: `Say which: --env ${there[0] ?? 'sandbox'}`,
  });
};
