/** One line of the doctor's report. */
export interface Finding {
  readonly area: 'Settings' | 'Database' | 'Queue' | 'Slack' | 'Plans';
  /** 'note' is worth knowing and stops nothing. */
  readonly state: 'ok' | 'note' | 'wrong';
  readonly what: string;
  /** What to do; stands with every 'wrong'. */
  readonly advice?: string;
}

const MARKS = { ok: 'ok   ', note: 'note ', wrong: 'WRONG' } as const;

/** A finding as it is printed: mark, area, what; the advice below it. */
export const findingLines = ({ state, area, what, advice }: Finding): string[] => [
  `${MARKS[state]}  ${area.padEnd(8)}  ${what.replaceAll('\n', `\n${' '.repeat(17)}`)}`,
  ...(advice === undefined ? [] : [`${' '.repeat(17)}→ ${advice}`]),
];
