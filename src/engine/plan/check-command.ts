import { formatFault } from '#domain/plan/plan-fault.ts';
import { examinePlanFile } from './read-plan.ts';

/** Something to write lines to, such as standard output. */
export type WriteLine = (line: string) => void;

const count = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`;

/**
 * `node src/main.ts plan check FILE…`: prints every fault and every warning of each plan at once.
 *
 * @returns the exit code: 1 if any plan has a fault, 2 if no file was named, else 0
 */
export const checkCommand = async (files: readonly string[], write: WriteLine): Promise<0 | 1 | 2> => {
  if (files.length === 0) {
    write('Name the plan to check: node src/main.ts plan check plans/charlotte/plan.yml');
    return 2;
  }
  let faulty = false;
  for (const file of files) {
    const { content, faults, warnings } = await examinePlanFile(file);
    for (const fault of faults) write(formatFault(file, fault));
    if (warnings.length > 0) write('Warnings:');
    for (const warning of warnings) write(formatFault(file, warning));
    const beside = warnings.length > 0 ? `, ${count(warnings.length, 'warning')}` : '';
    if (content) write(`${file}: sound${beside}. Hash ${content.hash}`);
    else write(`${file}: ${count(faults.length, 'fault')}${beside}`);
    faulty ||= content === null;
  }
  return faulty ? 1 : 0;
};
