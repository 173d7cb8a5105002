import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createClosers } from '#launch/closers.ts';

const never = new Promise<void>(() => undefined);

describe('the closers', () => {
  it('close in the opposite order, one after the other', async () => {
    const order: string[] = [];
    const closers = createClosers(() => null);
    for (const name of ['database', 'queue', 'bot'])
      closers.add(name, async () => {
        order.push(`${name} closing`);
        await sleep(5);
        order.push(`${name} closed`);
      });
    await closers.closeAll(never);
    expect(order).toEqual([
      'bot closing',
      'bot closed',
      'queue closing',
      'queue closed',
      'database closing',
      'database closed',
    ]);
  });

  it('close the rest although one fails, and say which', async () => {
    const said: object[] = [];
    const log = {
      debug: () => undefined,
      info: () => undefined,
      error: () => undefined,
      warn: (facts: object) => said.push(facts),
    };
    const closers = createClosers(() => ({ ...log, warn: (facts) => void said.push(facts) }));
    let isClosed = false;
    closers.add('database', () => {
      isClosed = true;
    });
    closers.add('queue', () => Promise.reject(new Error('stuck')));
    await closers.closeAll(never);
    expect(isClosed).toBe(true);
    expect(said).toMatchObject([{ part: 'queue' }]);
  });

  it('do not wait for a stuck part once they are hurried', async () => {
    let isClosed = false;
    const closers = createClosers(() => null);
    closers.add('database', () => {
      isClosed = true;
    });
    closers.add('worker', () => never);
    const begun = performance.now();
    await closers.closeAll(sleep(20));
    expect(performance.now() - begun).toBeLessThan(3_000);
    expect(isClosed).toBe(true);
  });
});
