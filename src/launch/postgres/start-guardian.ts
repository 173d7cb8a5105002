import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type GuardianEvent, type GuardianOrder, HURRY } from './guardian-order.ts';

/** The guardian as main sees it. */
export interface Guardian {
  /** Process id of the server; rejects if it could not be started. */
  readonly started: Promise<number>;
  /** Resolves when server or guardian is gone, with what happened in words. Never rejects. */
  readonly gone: Promise<string>;
  /** Asks for a clean stop and waits for it. */
  stop(): Promise<void>;
  /** Asks for a stop at once. */
  hurry(): void;
}

const endInWords = (event: Extract<GuardianEvent, { event: 'ended' }>): string =>
  event.signal === null ? `PostgreSQL ended with ${event.code}` : `PostgreSQL was ended by ${event.signal}`;

const isRunningServer = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** Stops a server whose guardian is gone. It is no child of ours, so its end is looked for. */
const stopAlone = async (pid: number): Promise<void> => {
  for (let tries = 0; isRunningServer(pid) && tries < 400; tries += 1) {
    if (tries % 100 === 0) process.kill(pid, tries === 0 ? 'SIGINT' : 'SIGQUIT');
    await new Promise((resolve) => {
      setTimeout(resolve, 50);
    });
  }
};

export const startGuardian = (order: GuardianOrder): Guardian => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'guardian.ts'), JSON.stringify(order)], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
    cwd: order.cwd,
    env: order.env,
  });
  const { stdin, stdout } = child;
  // The guardian may be gone when we speak to it; its end is seen below.
  stdin.on('error', () => undefined);
  let serverPid: number | null = null;
  const ready = Promise.withResolvers<number>();
  const gone = Promise.withResolvers<string>();
  ready.promise.catch(() => undefined);
  const end = (words: string): void => {
    ready.reject(new Error(words));
    gone.resolve(words);
  };
  createInterface({ input: stdout }).on('line', (line) => {
    // Written by guardian.ts of this same version.
    const event = JSON.parse(line) as GuardianEvent;
    if (event.event === 'started') {
      serverPid = event.pid;
      ready.resolve(event.pid);
    } else if (event.event === 'ended') {
      serverPid = null;
      end(endInWords(event));
    } else end(event.message);
  });
  const exited = Promise.withResolvers<void>();
  child.on('error', (error) => {
    end(`the guardian of PostgreSQL could not be started: ${error.message}`);
    exited.resolve();
  });
  // 'close' comes after every line has been read.
  child.on('close', (code, signal) => {
    end(`the guardian of PostgreSQL ended with ${signal ?? code}`);
    exited.resolve();
  });
  return {
    started: ready.promise,
    gone: gone.promise,
    stop: async () => {
      stdin.end();
      await exited.promise;
      if (serverPid !== null) await stopAlone(serverPid);
    },
    hurry: () => {
      stdin.write(HURRY);
    },
  };
};
