/**
 * Every durable boundary of a run, in the order in which a record meets them. A test ends the process at each of them,
 * and nothing may be lost or doubled. Add one wherever something becomes durable.
 */
export const CRASH_POINTS = [
  'claim.after', // the chunk is ours, nothing is done
  'select.before-plan', // records chosen, not on the ledger
  'select.after-plan', // some classes on the ledger
  'load.after-read', // source read, nothing recorded
  'load.before-intend',
  'load.after-intend', // identities recorded, destination not asked
  'load.before-commit', // destination has written, not committed
  'load.after-write', // destination has committed, we have not recorded it
  'load.before-settle',
  'load.after-settle', // batch recorded
  'link.after-write', // second pass written, chunk not finished
  'parity.before-save',
  'parity.after-save',
  'fidelity.before-save',
  'finish.before', // work done, chunk not finished
  'finish.after', // chunk finished, next step not yet rung by the relay
  'step.after', // next step's chunks exist, relay has not rung
  'relay.after-add', // job added, outbox row still unsent
  'verdict.before-save',
  'remove.after-write', // records removed, cross-reference still there
] as const;
export type CrashPoint = (typeof CRASH_POINTS)[number];
