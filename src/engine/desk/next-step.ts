import type { Plan } from '#domain/plan/plan-schema.ts';
import { whoMay } from '#domain/permissions.ts';
import type { Run } from '#domain/run.ts';
import type { Overview } from '../desk.ts';

/** What to do next, in one sentence, with the words to type and who may. */
export const nextStep = (
  plan: Plan,
  state: {
    readonly open: Run | undefined;
    /** The newest test sample that ended. A retry does not count: its verdict speaks of the retried records alone. */
    readonly last: Run | undefined;
    readonly planHash: string;
    readonly quarantined: number;
  },
): Overview['nextStep'] => {
  const { open, last, planHash, quarantined } = state;
  if (open?.status === 'paused') {
    return {
      sentence: `Run ${open.number} is paused: ${open.pause?.reason ?? 'no reason was given.'} When that is settled, resume it.`,
      command: '/migrate resume',
      who: whoMay(plan, 'resume'),
    };
  }
  if (open) {
    return {
      sentence: `Run ${open.number} is under way.`,
      command: '/migrate status',
      who: ['everyone in this channel'],
    };
  }
  const sample = { command: '/migrate test-sample', who: whoMay(plan, 'test-sample') };
  if (!last) {
    return {
      sentence: `Move ${plan.sample.percent}% of the records as a test and see what arrives.`,
      ...sample,
    };
  }
  if (last.status !== 'finished' || !last.verdict) {
    return { sentence: `Run ${last.number} did not come to a verdict. Run a test sample.`, ...sample };
  }
  if (!last.verdict.passed) {
    return {
      sentence: `The test sample of run ${last.number} failed. Correct the mapping or the destination, then run it again.`,
      ...sample,
    };
  }
  if (last.planHash !== planHash) {
    return {
      sentence: `The test sample of run ${last.number} passed, and the plan has changed since. Run it again.`,
      ...sample,
    };
  }
  if (quarantined > 0) {
    return {
      sentence: `The test sample passed. ${quarantined} records are in quarantine: look at the reasons, correct the mapping, retry.`,
      command: '/migrate quarantine',
      who: whoMay(plan, 'retry'),
    };
  }
  return {
    sentence: 'The test sample passed and nothing is in quarantine.',
    command: '/migrate status',
    who: ['everyone in this channel'],
  };
};
