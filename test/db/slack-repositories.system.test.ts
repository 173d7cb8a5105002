import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OpenStore } from '#db/open-store.ts';
import { openTestStore, startRun } from './test-store.ts';

describe('what Slack has seen of us', () => {
  let open: OpenStore & { drop: () => Promise<void> };
  beforeAll(async () => {
    open = await openTestStore();
  });
  afterAll(() => open.drop());

  it('is a message per key, its newest content known', async () => {
    const message = { channel: 'C1', ts: '1.000', contentHash: 'a' };
    expect(await open.messages.find('run-card.1')).toBeNull();
    await open.messages.save('run-card.1', message);
    await open.messages.save('run-card.1', { ...message, contentHash: 'b' });
    expect(await open.messages.find('run-card.1')).toEqual({ ...message, contentHash: 'b' });
  });

  it('is handled once when the same delivery comes forty times at once', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => open.deliveries.firstTime('Ev123')));
    expect(answers.filter(Boolean)).toHaveLength(1);
    expect(await open.deliveries.firstTime('Ev124')).toBe(true);
  });

  it('is one opaque button per meaning', async () => {
    const run = await startRun(open.store);
    const meaning = { action: 'pause', planId: run.planId, runId: run.id } as const;
    const ids = await Promise.all(Array.from({ length: 20 }, () => open.buttons.idOf(meaning)));
    expect(new Set(ids).size).toBe(1);
    const [id = ''] = ids;
    expect(id).toMatch(/^[\w-]{22}$/u);
    expect(await open.buttons.meaning(id)).toEqual(meaning);
    expect(await open.buttons.meaning('forged')).toBeNull();
    const ofPlan = { ...meaning, runId: null };
    expect(await open.buttons.idOf(ofPlan)).toBe(await open.buttons.idOf(ofPlan));
    expect(await open.buttons.idOf(ofPlan)).not.toBe(id);
  });
});
