import { spawn, type SpawnOptions } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';

/** The user that PostgreSQL runs as: null is whoever runs Lockstep. */
export type Account = { readonly uid: number; readonly gid: number; readonly name: string } | null;

/** What PostgreSQL's programs see of the environment: nothing, so no setting or secret of ours gets there. */
const ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC', PATH: '/usr/bin:/bin' } as const;

export const spawnOptions = (account: Account, cwd: string): SpawnOptions => ({
  cwd,
  env: ENVIRONMENT,
  ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
});

/** Runs a program to its end. @returns its exit code (null if it could not be started) and what it printed */
export const runAs = (
  account: Account,
  command: readonly [string, ...string[]],
  cwd: string,
): Promise<{ code: number | null; output: string }> =>
  new Promise((resolve) => {
    const [program, ...args] = command;
    const child = spawn(program, args, { ...spawnOptions(account, cwd), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const keep = (part: Buffer): void => {
      output = (output + part.toString()).slice(-10_000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('close', (code) => resolve({ code, output }));
  });

const passwdEntry = async (
  matches: (fields: string[]) => boolean,
): Promise<{ name: string; uid: number; gid: number } | null> => {
  const lines = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const fields = lines
    .split('\n')
    .map((line) => line.split(':'))
    .find(matches);
  return fields === undefined
    ? null
    : { name: fields[0] ?? '', uid: Number(fields[2]), gid: Number(fields[3]) };
};

/**
 * PostgreSQL refuses to run as root. Then it runs as the user that owns the data already, else as `nobody`, whom every
 * Unix has.
 */
export const chooseAccount = async (data: string): Promise<Account> => {
  if (process.getuid?.() !== 0) return null;
  const owner = await stat(data).catch(() => null);
  if (owner !== null && owner.uid !== 0) {
    const entry = await passwdEntry((fields) => Number(fields[2]) === owner.uid && fields.length > 3);
    if (entry !== null) return entry;
  }
  return (await passwdEntry(([name]) => name === 'nobody')) ?? { name: 'nobody', uid: 65_534, gid: 65_534 };
};

/** May this user enter the folder, through all the folders above it? Asked of the system, so that every rule counts. */
export const canEnter = async (account: Account, folder: string): Promise<boolean> =>
  account === null || (await runAs(account, ['/bin/sh', '-c', 'cd -- "$1"', 'sh', folder], '/')).code === 0;
