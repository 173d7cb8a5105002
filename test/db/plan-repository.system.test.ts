import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planHash } from '#domain/ids.ts';
import type { OpenStore } from '#db/open-store.ts';
import { contentOf, lockstepActor, openTestStore } from './test-store.ts';

describe('plans', () => {
  let open: OpenStore & { drop: () => Promise<void> };
  beforeAll(async () => {
    open = await openTestStore();
  });
  afterAll(() => open.drop());

  it('come back word for word, classes in the order in which they were written', async () => {
    const content = contentOf('order');
    await open.store.plans.save(content, lockstepActor);
    const read = await open.store.plans.content(content.hash);
    expect(read).toEqual(content);
    expect(Object.keys(read.plan.classes)).toEqual(['leads', 'deals', 'audit']);
  });

  it('stay as they are when the same content is saved again, and change with a new one and back', async () => {
    const first = await open.store.plans.save(contentOf('again', 'again-1'), lockstepActor);
    expect(await open.store.plans.save(contentOf('again', 'again-1'), lockstepActor)).toEqual(first);
    const second = await open.store.plans.save(contentOf('again', 'again-2'), lockstepActor);
    expect(second).toEqual({ ...first, hash: 'again-2' });
    const back = await open.store.plans.save(contentOf('again', 'again-1'), lockstepActor);
    expect(back).toEqual(first);
    expect((await open.store.plans.content(planHash('again-2'))).text).toBe('name: again');
  });

  it('are found by name and by channel', async () => {
    await open.store.plans.save(contentOf('found'), lockstepActor);
    expect((await open.store.plans.byName('found'))?.channel).toBe('C0123456');
    expect(await open.store.plans.byName('lost')).toBeNull();
    expect((await open.store.plans.byChannel('C0123456')).map((plan) => plan.name)).toContain('found');
    expect(await open.store.plans.byChannel('C0000000')).toEqual([]);
  });

  it('are saved once when twenty save at the same time', async () => {
    const saved = await Promise.all(
      Array.from({ length: 20 }, () => open.store.plans.save(contentOf('race'), lockstepActor)),
    );
    expect(new Set(saved.map((plan) => plan.id)).size).toBe(1);
  });

  it('that nobody saved are an error with its code', async () => {
    await expect(open.store.plans.content(planHash('nowhere'))).rejects.toMatchObject({
      code: 'PLAN_UNKNOWN',
    });
  });

  it('are read from the folder where they were last seen', async () => {
    await open.store.plans.save(contentOf('moved'), lockstepActor);
    await open.store.plans.save({ ...contentOf('moved'), folder: '/plans/two' }, lockstepActor);
    expect((await open.store.plans.content(planHash('moved-1'))).folder).toBe('/plans/two');
  });
});
