import type { PlanHash } from '../ids.ts';
import type { Plan } from './plan-schema.ts';

/** A plan as it was read, complete: the text, every file it uses, and what they mean. Bound to its hash for ever. */
export interface PlanContent {
  readonly hash: PlanHash;
  readonly plan: Plan;
  /** The YAML text itself. */
  readonly text: string;
  /** Custom transform files, by their path relative to the plan ('./shift.ts'). */
  readonly files: Readonly<Record<string, string>>;
  /** Folder the plan was read from; relative system paths start here. */
  readonly folder: string;
}
