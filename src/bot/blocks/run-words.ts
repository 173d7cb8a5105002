import type { RunView } from '#engine/desk.ts';
import type { Actor, Run, RunKind } from '#domain/run.ts';
import { figure, type Markup, markup, nothing, person } from './markup.ts';

/** A state in a word, and an emoji that repeats it: never the emoji alone. */
export interface StateWord {
  readonly emoji: string;
  readonly word: string;
}

export const stateOf = (run: Run): StateWord => {
  switch (run.status) {
    case 'queued': {
      return { emoji: '⏳', word: 'Queued' };
    }
    case 'running': {
      return { emoji: '🔄', word: 'Running' };
    }
    case 'paused': {
      return { emoji: '⏸️', word: 'Paused' };
    }
    case 'cancelling': {
      return { emoji: '🛑', word: run.problem === null ? 'Being cancelled' : 'Ending after a fault' };
    }
    case 'finished': {
      if (run.verdict === null) return { emoji: '✅', word: 'Done' };
      return run.verdict.passed ? { emoji: '✅', word: 'PASSED' } : { emoji: '❌', word: 'FAILED' };
    }
    case 'failed': {
      return { emoji: '⚠️', word: 'Could not be done' };
    }
    case 'cancelled': {
      return { emoji: '🚫', word: 'Cancelled' };
    }
  }
};

const KIND_NAMES: Record<RunKind, string> = {
  'test-sample': 'test sample',
  'remove-sample': 'removal of the sample',
  retry: 'retry of the quarantine',
};

/** '5% test sample', without the run's number. */
export const runKindName = (run: Run): string => {
  const name = KIND_NAMES[run.kind];
  return run.kind === 'test-sample' && run.samplePercent !== null
    ? `${figure(run.samplePercent)}% ${name}`
    : name;
};

/** 'Run 12: 5% test sample of Charlotte in sandbox'. Plain text; escape it where it goes. */
export const runTitle = (view: RunView): string =>
  `Run ${view.run.number}: ${runKindName(view.run)} of ${view.plan.title} in ${view.run.environment}`;

export const actorName = (actor: Actor): Markup => {
  switch (actor.kind) {
    case 'slack': {
      return person(actor.userId);
    }
    case 'cli': {
      return markup`${actor.name} (command line)`;
    }
    case 'lockstep': {
      return markup`Lockstep`;
    }
  }
};

/** '42 s', '3 min', '2 h 5 min'. Rounded up: what is left is never said to be nothing. */
export const duration = (seconds: number): string => {
  const whole = Math.max(1, Math.ceil(seconds));
  if (whole < 90) return `${whole} s`;
  const minutes = Math.ceil(whole / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
};

export const records = (count: number): string => `${figure(count)} ${count === 1 ? 'record' : 'records'}`;

export const classes = (count: number): string => `${figure(count)} ${count === 1 ? 'class' : 'classes'}`;

const sum = (view: RunView, what: 'sampled' | 'moved' | 'quarantined'): number =>
  view.counts.reduce((total, count) => total + count[what], 0);

/** 'moved 1,520 of 1,523 records, 3 in quarantine'; nothing while no record is chosen. */
export const movedSoFar = (view: RunView): Markup => {
  const sampled = sum(view, 'sampled');
  if (sampled === 0) return nothing;
  return markup`${sum(view, 'moved')} of ${records(sampled)} moved, ${sum(view, 'quarantined')} in quarantine`;
};

/** Why it stands still or has ended, and by whom; nothing where there is nothing to say. */
export const whoStopped = (run: Run): Markup => {
  if (run.status === 'paused' && run.pause !== null) {
    return markup`Paused by ${actorName(run.pause.by)}: ${run.pause.reason === '' ? 'no reason given' : run.pause.reason}`;
  }
  const ending = run.status === 'cancelling' || run.status === 'cancelled';
  if (ending && run.cancelledBy !== null && run.cancelledBy !== undefined) {
    return markup`Cancelled by ${actorName(run.cancelledBy)}`;
  }
  if (run.problem !== null) return markup`${run.problem.message} (${run.problem.code})`;
  return nothing;
};
