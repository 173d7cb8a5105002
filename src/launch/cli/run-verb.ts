import { userInfo } from 'node:os';
import type { Config } from '#config.ts';
import { LockstepError } from '#domain/errors.ts';
import { isOpen, type Run } from '#domain/run.ts';
import type { Asker, Desk } from '#engine/desk.ts';
import type { Log, PlanRecord } from '#engine/ports.ts';
import type { RunCommand } from '../parse-command-line.ts';
import { openDesk } from './open-desk.ts';
import { statusLines } from './status-lines.ts';

/** Who sits at the machine may do what the machine may; the audit log says who it was. */
const asker = (): Asker => ({ userId: userInfo().username, via: 'cli', groups: new Set() });

const onlyPlan = async (desk: Desk, name: string | null): Promise<PlanRecord> => {
  if (name !== null) return desk.plan(name);
  const [first, second] = await desk.plans();
  if (first === undefined)
    throw new LockstepError('PLAN_UNKNOWN', {
      message: 'There is no plan.',
      hint: 'Put a folder with a plan.yml into the folder that LOCKSTEP_PLANS names.',
    });
  if (second === undefined) return first;
  throw new LockstepError('ARGUMENT_INVALID', {
    message: 'There are several plans.',
    hint: 'Say which with --plan NAME; `status` lists them.',
  });
};

const openRun = async (desk: Desk, command: RunCommand): Promise<Run> => {
  const plan = await onlyPlan(desk, command.plan);
  const run = await desk.latestRun(plan.id, command.environment ?? undefined);
  if (isOpen(run.status)) return run;
  throw new LockstepError('RUN_NOT_OPEN', {
    message: `No run of the plan ${plan.name} is open.`,
    hint: '`status` shows the last ones.',
  });
};

const status = async (desk: Desk, command: RunCommand): Promise<string[]> => {
  const plans = command.plan === null ? await desk.plans() : [await desk.plan(command.plan)];
  const overviews = await Promise.all(plans.map((plan) => desk.overview(plan.id)));
  return overviews.length === 0 ? ['There is no plan.'] : overviews.flatMap(statusLines);
};

const act = async (desk: Desk, command: RunCommand): Promise<string[]> => {
  if (command.verb === 'status') return status(desk, command);
  const { id } = await openRun(desk, command);
  const run =
    command.verb === 'pause'
      ? await desk.pause(id, command.reason === '' ? 'paused at the command line' : command.reason, asker())
      : command.verb === 'resume'
        ? await desk.resume(id, asker())
        : await desk.cancel(id, asker());
  return [`Run ${run.number} is ${run.status}.`];
};

/** `status`, `pause`, `resume` and `cancel` without Slack. @returns what to print */
export const runVerb = async (config: Config, command: RunCommand, log: Log): Promise<string[]> => {
  const opened = await openDesk(config, log);
  try {
    return await act(opened.desk, command);
  } finally {
    await opened.close();
  }
};
