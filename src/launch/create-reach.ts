import type { Config } from '#config.ts';
import type { Reach } from '#engine/ports.ts';

/** For crash tests: ends or freezes this process the hard way at the n-th arrival at one point. Does nothing if none is set. */
export const createReach = (crashAt: Config['crashAt']): Reach => {
  if (crashAt === null) return () => undefined;
  let hits = 0;
  return (point) => {
    if (point !== crashAt.point) return;
    hits += 1;
    if (hits === crashAt.hit) process.kill(process.pid, crashAt.signal);
  };
};
