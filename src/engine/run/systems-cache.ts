import type { PlanContent } from '#domain/plan/plan-content.ts';
import type { Environment } from '#domain/plan/plan-schema.ts';
import type { Log, Systems } from '../ports.ts';
import type { OpenSystems } from './chunk-work.ts';

/** Systems stay open for this long after their last use: chunks of one run follow each other. */
const IDLE_MS = 30_000;

interface Entry {
  readonly opened: Promise<OpenSystems>;
  /** Chunks that work with it now; it is never closed under them. */
  users: number;
  usedAt: number;
}

/** One chunk's hold on both ends of its plan. */
export interface SystemsLease {
  /** Opens them at the first call, or finds them open. */
  open(): Promise<OpenSystems>;
  release(): void;
}

const closeBoth = async (entry: Entry, log: Log): Promise<void> => {
  const opened = await entry.opened.catch(() => null);
  if (!opened) return;
  const results = await Promise.allSettled([opened.source.close(), opened.destination.close()]);
  for (const result of results) {
    if (result.status === 'rejected') log.warn({ err: result.reason as unknown }, 'a system did not close');
  }
};

/** Opens both ends of a plan once for many chunks, and closes them when nobody has asked for a while. */
export const createSystemsCache = (
  systems: Systems,
  log: Log,
): { lease(content: PlanContent, environment: Environment): SystemsLease; close(): Promise<void> } => {
  const entries = new Map<string, Entry>();
  const openBoth = async (content: PlanContent, environment: Environment): Promise<OpenSystems> => {
    const source = await systems.openSource(content, environment);
    try {
      const destination = await systems.openDestination(content, environment);
      const [sourceSchema, destinationSchema] = [await source.describe(), await destination.describe()];
      return { source, destination, sourceSchema, destinationSchema };
    } catch (error) {
      await source.close();
      throw error;
    }
  };
  const entryFor = (key: string, content: PlanContent, environment: Environment): Entry => {
    const known = entries.get(key);
    if (known) return known;
    const entry: Entry = { opened: openBoth(content, environment), users: 0, usedAt: performance.now() };
    entries.set(key, entry);
    // A failure is not kept: the next chunk tries again. Whoever awaits `opened` hears of it.
    entry.opened.catch(() => entries.delete(key));
    return entry;
  };
  const drop = async (key: string, entry: Entry): Promise<void> => {
    entries.delete(key);
    await closeBoth(entry, log);
  };
  const timer = setInterval(() => {
    const idleSince = performance.now() - IDLE_MS;
    for (const [key, entry] of entries)
      if (entry.users === 0 && entry.usedAt < idleSince) void drop(key, entry);
  }, IDLE_MS / 2);
  timer.unref();
  return {
    lease: (content, environment) => {
      let held: Entry | null = null;
      return {
        open: () => {
          if (!held) {
            held = entryFor(`${content.hash}.${environment}`, content, environment);
            held.users += 1;
          }
          return held.opened;
        },
        release: () => {
          if (!held) return;
          held.users -= 1;
          held.usedAt = performance.now();
          held = null;
        },
      };
    },
    close: async () => {
      clearInterval(timer);
      await Promise.all([...entries].map(([key, entry]) => drop(key, entry)));
    },
  };
};
