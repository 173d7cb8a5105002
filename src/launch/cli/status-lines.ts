import type { Overview, RunView } from '#engine/desk.ts';
import type { Run } from '#domain/run.ts';

const whole = (value: number): string => value.toLocaleString('en-US');

const runLines = ({ run, progress }: RunView): string[] => {
  const share = progress.total > 0 ? `, ${whole(progress.done)} of ${whole(progress.total)} records` : '';
  return [
    `  run ${run.number} (${run.kind}, ${run.environment}) is ${run.status}: ${progress.step}${share}`,
    ...(run.pause === null ? [] : [`    paused: ${run.pause.reason}`]),
    ...(run.problem === null ? [] : [`    ${run.problem.code}: ${run.problem.message} ${run.problem.hint}`]),
  ];
};

const lastLine = (run: Run): string => {
  const verdict = run.verdict === null ? '' : run.verdict.passed ? ', passed' : ', did not pass';
  const ended = run.endedAt === null ? '' : ` at ${run.endedAt.toISOString()}`;
  return `  run ${run.number} (${run.kind}, ${run.environment}) ${run.status}${verdict}${ended}`;
};

/** One plan as text: phase, runs, quarantine, next step. */
export const statusLines = (overview: Overview): string[] => [
  `${overview.plan.title} (${overview.plan.name}), phase ${overview.plan.phase}`,
  ...overview.openRuns.flatMap(runLines),
  ...overview.lastRuns.map(lastLine),
  ...(overview.quarantined > 0 ? [`  ${whole(overview.quarantined)} records in quarantine`] : []),
  `  next: ${overview.nextStep.sentence} (${overview.nextStep.command}; ${overview.nextStep.who.join(', ') || 'nobody may'})`,
];
