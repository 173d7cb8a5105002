import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { WorkerNews, WorkerOrder } from './worker-process.ts';

export interface ForkedWorker {
  readonly news: readonly WorkerNews[];
  signal(name: NodeJS.Signals): void;
  /** Resolves with the first news of this kind, past or to come. */
  until(what: WorkerNews['what']): Promise<WorkerNews>;
}

/** Starts a worker process; resolves when it takes jobs. */
export const forkWorker = async (order: WorkerOrder): Promise<ForkedWorker> => {
  const path = fileURLToPath(new URL('./worker-process.ts', import.meta.url));
  const child = fork(path, [JSON.stringify(order)], {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const news: WorkerNews[] = [];
  const waiting = new Set<() => void>();
  child.on('message', (message: WorkerNews) => {
    news.push(message);
    for (const look of waiting) look();
  });
  const until = (what: WorkerNews['what']): Promise<WorkerNews> =>
    new Promise((resolve) => {
      const look = (): void => {
        const found = news.find((one) => one.what === what);
        if (!found) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  await until('ready');
  return { news, until, signal: (name) => child.kill(name) };
};
