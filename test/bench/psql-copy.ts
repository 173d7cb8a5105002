import { spawn } from 'node:child_process';
import { CONTACT_COLUMNS } from './generate-contacts.ts';
import { DESTINATION } from './bench-data.ts';

/** @throws when psql cannot be started or fails, in plain words */
const callPsql = (args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn('psql', args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    let [printed, said] = ['', ''];
    child.stdout.on('data', (part: Buffer) => (printed += part.toString()));
    child.stderr.on('data', (part: Buffer) => (said += part.toString()));
    child.on('error', (cause) =>
      reject(
        new Error("there is no 'psql' on the PATH, so no reference; install PostgreSQL's client tools", {
          cause,
        }),
      ),
    );
    child.on('close', (code) =>
      code === 0 ? resolve(printed.trim()) : reject(new Error(`psql ended with ${code}: ${said.trim()}`)),
    );
  });

/** 'psql (PostgreSQL) 17.5'. @throws when there is none */
export const psqlVersion = (): Promise<string> => callPsql(['--version'], process.env);

/** Runs one command. The password goes by the environment, where no list of processes shows it. */
export const runPsql = async (url: string, command: string): Promise<void> => {
  const { hostname, port, username, password, pathname } = new URL(url);
  await callPsql(['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-c', command], {
    ...process.env,
    PGHOST: hostname,
    PGPORT: port,
    PGUSER: username,
    PGPASSWORD: password,
    PGDATABASE: pathname.slice(1),
  });
};

const quoted = (path: string): string => `'${path.replaceAll("'", "''")}'`;

/**
 * The reference: PostgreSQL's own client loads the same file into the same table, in one transaction, converting nothing.
 *
 * @param url of an empty database
 * @returns seconds from psql's start to its end, for the contacts alone
 */
export const psqlCopy = async (
  url: string,
  files: { readonly contactsFile: string; readonly accountsFile: string },
): Promise<number> => {
  await runPsql(url, DESTINATION);
  await runPsql(
    url,
    `\\copy bench.accounts (ref, name) from ${quoted(files.accountsFile)} with (format csv, header)`,
  );
  const columns = CONTACT_COLUMNS.map(({ name }) => name).join(', ');
  const begun = performance.now();
  await runPsql(
    url,
    `\\copy bench.contacts (${columns}) from ${quoted(files.contactsFile)} with (format csv, header)`,
  );
  return (performance.now() - begun) / 1_000;
};
