/** One thing wrong in a plan file. Lines and columns count from 1. */
export interface PlanFault {
  readonly line: number;
  readonly column: number;
  /** Where in the plan, for people: 'classes.leads.fields.phone.transforms[0].region'. Empty for the whole file. */
  readonly path: string;
  /** What is wrong and what to do. */
  readonly message: string;
}

export type PlanPath = readonly PropertyKey[];

/** Collects what the checks find. */
export interface Findings {
  fault(path: PlanPath, message: string, at?: 'value' | 'key'): void;
  warn(path: PlanPath, message: string, at?: 'value' | 'key'): void;
}

export const formatPath = (path: PlanPath): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    const name = String(part);
    const shown = /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
    return text === '' ? shown : `${text}.${shown}`;
  }, '');

/** `plan.yml:12:7  classes.leads.source: a text belongs here` */
export const formatFault = (file: string, fault: PlanFault): string =>
  `${file}:${fault.line}:${fault.column}  ${fault.path === '' ? '' : `${fault.path}: `}${fault.message}`;

/** In the order of the file, each once. */
export const sortFaults = (faults: readonly PlanFault[]): PlanFault[] => {
  const unique = new Map(
    faults.map((fault) => [`${fault.line}:${fault.column}:${fault.path}:${fault.message}`, fault]),
  );
  return [...unique.values()].toSorted((a, b) => a.line - b.line || a.column - b.column);
};
