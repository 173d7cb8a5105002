import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TestRedis {
  readonly url: string;
  readonly pid: number;
  /** Ends it; `restart` brings it back on the same port, empty. */
  readonly stop: () => Promise<void>;
  readonly restart: () => Promise<void>;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

const launch = (port: number, folder: string, policy: string): Promise<ChildProcess> =>
  new Promise((resolve, reject) => {
    const options = ['--save', '', '--appendonly', 'no', '--maxmemory-policy', policy, '--dir', folder];
    const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', ...options], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    server.on('error', reject);
    server.on('exit', (code) => reject(new Error(`redis-server ended with ${code}`)));
    server.stdout.on('data', (part: Buffer) => {
      if (part.toString().includes('Ready to accept connections')) resolve(server);
    });
  });

const end = (server: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (server.exitCode !== null || server.signalCode !== null) return resolve();
    server.on('exit', () => resolve());
    server.kill('SIGKILL');
  });

/** A Redis of the test's own on a free port of this machine, with nothing kept on disk. */
export const startRedis = async (policy = 'noeviction'): Promise<TestRedis> => {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-redis-'));
  let server = await launch(port, folder, policy);
  return {
    url: `redis://127.0.0.1:${port}`,
    pid: server.pid ?? 0,
    stop: async () => {
      await end(server);
      await rm(folder, { recursive: true, force: true });
    },
    restart: async () => {
      await end(server);
      server = await launch(port, folder, policy);
    },
  };
};
