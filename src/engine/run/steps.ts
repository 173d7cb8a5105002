import type { RunId } from '#domain/ids.ts';
import type { RunKind, RunLayout } from '#domain/run.ts';
import type { NewChunk } from '../ports.ts';

/**
 * The stages of a run, in order. This is the only place that knows the order.
 *
 * check     both systems are looked at, the plan is held against them, the load order is pinned
 * clear     what an earlier sample wrote is taken out again
 * select    the records are chosen and put on the ledger
 * load      one step for each level of the load order: parents before children
 * link      references that could not be filled at first (self-references, cycles)
 * parity    every record of the run is compared, field by field
 * fidelity  checks that know nothing of the mapping
 * verdict   what all of it means
 */
export type StepKind = 'check' | 'clear' | 'select' | 'load' | 'link' | 'parity' | 'fidelity' | 'verdict';

export interface Step {
  /** Unique in its run; chunks carry it. */
  readonly name: string;
  readonly kind: StepKind;
  readonly title: string;
  /** load: level of the load order. */
  readonly level?: number;
}

const TITLES: Record<StepKind, string> = {
  check: 'Check both systems',
  clear: 'Clear the previous sample',
  select: 'Choose the records',
  load: 'Load',
  link: 'Link records to each other',
  parity: 'Compare every record',
  fidelity: 'Check against the source, without the mapping',
  verdict: 'Verdict',
};

const KIND_STEPS: Record<RunKind, readonly StepKind[]> = {
  'test-sample': ['check', 'clear', 'select', 'load', 'link', 'parity', 'fidelity', 'verdict'],
  retry: ['check', 'select', 'load', 'link', 'parity', 'fidelity', 'verdict'],
  'remove-sample': ['check', 'clear'],
};

const loadSteps = (layout: RunLayout | null): Step[] =>
  (layout?.levels ?? [[]]).map((classes, level) => ({
    name: `load-${level}`,
    kind: 'load',
    title: classes.length === 0 ? TITLES.load : `Load ${classes.join(', ')}`,
    level,
  }));

/** Every step of a run. Before the check step has pinned the layout, loading counts as one step. */
export const stepsOf = (kind: RunKind, layout: RunLayout | null): Step[] =>
  KIND_STEPS[kind].flatMap((step) =>
    step === 'load' ? loadSteps(layout) : [{ name: step, kind: step, title: TITLES[step] }],
  );

const chunksOfClasses = (
  step: Step,
  classes: readonly string[],
  layout: RunLayout,
): Omit<NewChunk, 'runId'>[] =>
  classes.flatMap((recordClass) =>
    Array.from({ length: layout.chunks[recordClass] ?? 0 }, (_, ordinal) => ({
      step: step.name,
      recordClass,
      ordinal,
    })),
  );

/** The units of work of a step. A step may have none; then the run goes on to the next. */
export const chunksOf = (step: Step, layout: RunLayout | null, runId: RunId): NewChunk[] => {
  const whole = [{ step: step.name, recordClass: null, ordinal: 0 }];
  const classes = layout?.levels.flat() ?? [];
  const parts = (): Omit<NewChunk, 'runId'>[] => {
    switch (step.kind) {
      case 'check':
      case 'clear':
      case 'select':
      case 'verdict':
        return whole;
      case 'load':
        return layout ? chunksOfClasses(step, layout.levels[step.level ?? 0] ?? [], layout) : [];
      case 'link':
        return layout
          ? chunksOfClasses(
              step,
              classes.filter((recordClass) => (layout.deferred[recordClass] ?? []).length > 0),
              layout,
            )
          : [];
      case 'parity':
        return layout ? chunksOfClasses(step, classes, layout) : [];
      case 'fidelity':
        return classes.map((recordClass) => ({ step: step.name, recordClass, ordinal: 0 }));
    }
  };
  return parts().map((part) => ({ runId, ...part }));
};
