import { join, resolve } from 'node:path';

/** Where things are in the state folder. */
export interface StatePaths {
  readonly folder: string;
  readonly postgres: string;
  readonly log: string;
  readonly work: string;
  readonly practice: string;
  readonly charlotte: string;
}

export const statePaths = (stateFolder: string): StatePaths => {
  const folder = resolve(stateFolder);
  return {
    folder,
    postgres: join(folder, 'postgres'),
    log: join(folder, 'log', 'lockstep.log'),
    work: join(folder, 'work'),
    practice: join(folder, 'practice.json'),
    charlotte: join(folder, 'charlotte'),
  };
};
