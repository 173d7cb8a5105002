import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Announcer, createAnnouncer } from '#bot/announcer.ts';
import { CHANNEL_EVERY_MS, EDIT_EVERY_MS } from '#bot/announcer-pace.ts';
import type { RunView } from '#engine/desk.ts';
import { type LoggedLine, recordingLog } from './support/bot-world.ts';
import { createMemoryDesk, endRun, type MemoryDesk } from './support/memory-desk.ts';
import { createMemorySlack, type MemorySlack, type Said } from './support/memory-slack.ts';
import { createMemoryStore, type MemoryStore } from './support/memory-store.ts';
import { aPlan, aRun, aView, CHANNEL, FAILED, MAYA, NOON, PASSED } from './support/views.ts';
import { planId, runId } from '#domain/ids.ts';

interface Stage {
  now: number;
  store: MemoryStore;
  desk: MemoryDesk;
  slack: MemorySlack;
  announcer: Announcer;
  logged: LoggedLine[];
}

const createStage = (): Stage => {
  const stage = { now: NOON.getTime() } as Stage; // filled in below, with parts that read its time
  const clock = { now: () => new Date(stage.now) };
  const logged: LoggedLine[] = [];
  const store = createMemoryStore(clock);
  const desk = createMemoryDesk(store);
  const slack = createMemorySlack(clock);
  const restart = (): Announcer =>
    createAnnouncer({
      desk,
      outbox: store.outbox,
      messages: store.messages,
      buttons: store.buttons,
      slack: slack.api,
      clock,
      log: recordingLog(logged),
    });
  return Object.assign(stage, { store, desk, slack, logged, announcer: restart() });
};

let stage: Stage;
beforeEach(() => {
  stage = createStage();
});

/** Lets this much time pass, with a look at the outbox every half second. */
const pass = async (ms: number): Promise<void> => {
  for (const end = stage.now + ms; stage.now <= end; stage.now += 500) await stage.announcer.tick();
};
const begin = (changes: Partial<RunView> = {}): void => {
  stage.desk.state.views.unshift(aView(changes));
  stage.store.announce({ view: 'run-card', runId: stage.desk.state.views[0]?.run.id ?? runId('none') });
};
const progress = (done: number): void =>
  stage.desk.change({
    progress: { step: 'Move the records', done, total: 750, recordsPerSecond: null, secondsLeft: null },
  });
const told = (): Said[] => stage.slack.said.filter((entry) => entry.kind !== 'ask');
const messagesPosted = (): Said[] =>
  told().filter((entry) => entry.kind === 'post' && entry.channel === CHANNEL);

describe('what is announced', () => {
  it('is one card, posted once and edited in place', async () => {
    begin();
    await pass(2000);
    progress(400);
    await pass(4000);
    expect(told().map((entry) => entry.kind)).toEqual(['post', 'edit']);
    expect(told()[1]?.ts).toBe(told()[0]?.ts);
    expect(told()[1]?.text).toContain('400 of 750');
    expect(stage.store.waiting()).toEqual([]);
  });

  it('is not edited while it says the same', async () => {
    begin();
    await pass(2000);
    stage.store.announce({ view: 'run-card', runId: runId('run-1') });
    await pass(10_000);
    expect(told()).toHaveLength(1);
  });

  it('collapses to the newest state: at most one edit in three seconds', async () => {
    begin();
    for (let done = 0; done < 60; done += 1) {
      progress(done);
      await pass(0);
    }
    await pass(4000);
    const edits = told().filter((entry) => entry.kind === 'edit');
    expect(edits.length).toBeGreaterThan(5);
    for (const [index, edit] of edits.entries()) {
      expect(edit.at - (edits[index - 1]?.at ?? -Infinity)).toBeGreaterThanOrEqual(EDIT_EVERY_MS);
    }
    expect(edits.at(-1)?.text).toContain('59 of 750');
  });

  it('comes at most once a second into a channel, and each channel goes on by itself', async () => {
    for (let number = 1; number <= 6; number += 1) {
      const channel = number % 2 === 0 ? 'C0EVEN0001' : 'C0ODD00001';
      begin({
        plan: aPlan({ id: planId(`plan-${number}`), channel }),
        run: aRun({ id: runId(`run-${number}`), number }),
      });
    }
    await pass(8000);
    expect(told()).toHaveLength(6);
    for (const channel of ['C0EVEN0001', 'C0ODD00001']) {
      const times = told().flatMap((entry) => (entry.channel === channel ? [entry.at] : []));
      expect(times).toHaveLength(3);
      for (const [index, at] of times.entries()) {
        expect(at - (times[index - 1] ?? -Infinity)).toBeGreaterThanOrEqual(CHANNEL_EVERY_MS);
      }
    }
    expect(told()[1]?.at).toBe(told()[0]?.at);
  });

  it('tells the verdict once, the evidence under the card, and the one who asked by message', async () => {
    begin();
    await pass(2000);
    endRun(stage.desk, stage.store, FAILED);
    await pass(12_000);
    const [card, ...others] = told();
    expect(new Set(others.map((entry) => `${entry.kind} ${entry.channel} ${entry.threadTs ?? ''}`))).toEqual(
      new Set([
        `edit ${CHANNEL} `,
        `post ${CHANNEL} `,
        `post D${MAYA.slice(1)} `,
        `upload ${CHANNEL} ${card?.ts ?? 'none'}`,
      ]),
    );
    const verdict = messagesPosted().find((entry) => entry.text.includes('FAILED: Run 12'));
    expect(told().find((entry) => entry.channel.startsWith('D'))?.text).toContain(
      `https://charlotte.slack.com/archives/${CHANNEL}/p${verdict?.ts ?? 'none'}`,
    );
    endRun(stage.desk, stage.store, FAILED);
    await pass(30_000);
    expect(told()).toHaveLength(5);
    expect(stage.store.waiting()).toEqual([]);
  });

  it('tells the one who asked under the card where their messages are closed', async () => {
    begin();
    await pass(2000);
    stage.slack.faults.push({ kind: 'post', fault: { code: 'messages_tab_disabled' } });
    stage.store.announce({ view: 'tell-requester', runId: runId('run-1') });
    await pass(4000);
    expect(told()[1]).toMatchObject({ channel: CHANNEL, threadTs: told()[0]?.ts });
    expect(told()[1]?.text).toContain(`<@${MAYA}>`);
  });

  it('tells nobody where no person asked', async () => {
    begin({ run: aRun({ requestedBy: { kind: 'cli', name: 'root' } }) });
    stage.store.announce({ view: 'tell-requester', runId: runId('run-1') });
    await pass(6000);
    expect(told()).toHaveLength(1);
    expect(stage.store.waiting()).toEqual([]);
  });
});

describe('what goes wrong', () => {
  it('waits as long as Slack says when it says too much', async () => {
    begin();
    stage.slack.faults.push({ kind: 'post', fault: { code: 'ratelimited', retryAfterMs: 30_000 } });
    await pass(29_000);
    expect(told()).toEqual([]);
    await pass(3000);
    expect(told()).toHaveLength(1);
    expect((told()[0]?.at ?? 0) - NOON.getTime()).toBeGreaterThanOrEqual(30_000);
  });

  it('loses nothing while Slack is away for an hour, and says one thing of each kind afterwards', async () => {
    begin();
    await pass(2000);
    stage.slack.isDown = true;
    for (let minute = 0; minute < 60; minute += 1) {
      progress(minute);
      await pass(60_000);
    }
    endRun(stage.desk, stage.store, FAILED);
    await pass(60_000);
    expect(told()).toHaveLength(1);
    stage.slack.isDown = false;
    await pass(90_000);
    expect(
      told()
        .map((entry) => entry.kind)
        .toSorted(),
    ).toEqual(['edit', 'post', 'post', 'post', 'upload'].toSorted());
    expect(told().find((entry) => entry.kind === 'edit')?.text).toContain('FAILED');
    expect(stage.store.waiting()).toEqual([]);
  });

  it('asks Slack whether it is back before it posts again: a lost reply is one duplicate at most', async () => {
    begin();
    stage.slack.faults.push({ kind: 'post', fault: { lostReply: true } });
    await pass(1000);
    stage.slack.isDown = true;
    await pass(120_000);
    expect(stage.slack.attempts).toBe(1);
    stage.slack.isDown = false;
    await pass(90_000);
    expect(messagesPosted()).toHaveLength(2);
    progress(700);
    await pass(5000);
    expect(told().at(-1)).toMatchObject({ kind: 'edit', ts: messagesPosted()[1]?.ts });
  });

  it('does not post twice when the database cannot be told of the first post', async () => {
    begin();
    stage.store.failures.messages = 1;
    await pass(1000);
    expect(messagesPosted()).toHaveLength(1);
    await pass(1_200_000);
    expect(messagesPosted()).toHaveLength(1);
    expect(stage.store.waiting()).toEqual([]);
  });

  it('posts a new card when somebody has deleted the old one', async () => {
    begin();
    await pass(2000);
    stage.slack.faults.push({ kind: 'edit', fault: { code: 'message_not_found' } });
    progress(500);
    await pass(5000);
    expect(messagesPosted()).toHaveLength(2);
    progress(600);
    await pass(5000);
    expect(told().at(-1)).toMatchObject({ kind: 'edit', ts: messagesPosted()[1]?.ts });
  });

  it('sends the same figures as text where tables are rejected, and tries no table again', async () => {
    stage.slack.rejectsTables = true;
    begin();
    await pass(2000);
    endRun(stage.desk, stage.store, PASSED);
    await pass(10_000);
    const verdict = messagesPosted().find((entry) => entry.text.includes('PASSED'));
    expect(verdict).toMatchObject({ hasTable: false });
    expect(stage.logged.filter((line) => line.message.includes('rejects tables'))).toHaveLength(1);
    stage.store.announce({ view: 'run-verdict', runId: runId('run-1') });
    await pass(10_000);
    expect(stage.logged.filter((line) => line.message.includes('rejects tables'))).toHaveLength(1);
  });

  it('falls back to the text alone where even that is rejected', async () => {
    begin();
    stage.slack.faults.push({ kind: 'post', fault: { code: 'invalid_blocks' } });
    await pass(2000);
    expect(messagesPosted()).toHaveLength(1);
    expect(messagesPosted()[0]?.text).toContain('Run 12');
  });

  it.each(['channel_not_found', 'not_in_channel', 'is_archived'])(
    'keeps trying, rarely, while a person has to act: %s',
    async (code) => {
      begin();
      for (let times = 0; times < 3; times += 1)
        stage.slack.faults.push({ kind: 'post', fault: { code }, channel: CHANNEL });
      await pass(14 * 60_000);
      expect(messagesPosted()).toEqual([]);
      expect(stage.logged.filter((line) => line.level === 'error')).toHaveLength(3);
      const closed = told().filter((entry) => entry.channel === `D${MAYA.slice(1)}`);
      expect(closed).toHaveLength(1);
      expect(closed[0]?.text).toContain('/invite @Lockstep');
      await pass(3 * 60_000);
      expect(messagesPosted()).toHaveLength(1);
    },
  );

  it('waits with all of it while the token is revoked', async () => {
    begin();
    begin({ run: aRun({ id: runId('run-2'), number: 13 }), plan: aPlan({ channel: 'C0OTHER001' }) });
    stage.slack.faults.push({ kind: 'post', fault: { code: 'token_revoked' } });
    await pass(59_000);
    expect(told()).toEqual([]);
    await pass(5000);
    expect(told()).toHaveLength(2);
  });

  it('goes on after a message that cannot be made, and lets go of a run that is gone', async () => {
    stage.store.announce({ view: 'run-card', runId: runId('gone') });
    begin();
    await pass(3000);
    expect(told()).toHaveLength(1);
    expect(stage.store.waiting()).toEqual([]);
  });

  it(
    'ends with the newest state, nothing waiting and no more than one duplicate, whatever Slack does',
    { timeout: 60_000 },
    async () => {
      const step = fc.oneof(
        { weight: 4, arbitrary: fc.nat({ max: 749 }).map((done) => ({ do: 'progress', done }) as const) },
        {
          weight: 2,
          arbitrary: fc
            .constantFrom(
              'ratelimited',
              'internal_error',
              'not_in_channel',
              'message_not_found',
              'invalid_blocks',
            )
            .map((code) => ({ do: 'fail', code }) as const),
        },
        { weight: 1, arbitrary: fc.boolean().map((isDown) => ({ do: 'health', isDown }) as const) },
        {
          weight: 4,
          arbitrary: fc.integer({ min: 500, max: 20_000 }).map((ms) => ({ do: 'pass', ms }) as const),
        },
      );
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
          stage = createStage();
          begin();
          for (const each of steps) {
            if (each.do === 'progress') progress(each.done);
            else if (each.do === 'pass') await pass(each.ms);
            else if (each.do === 'health') stage.slack.isDown = each.isDown;
            else
              stage.slack.faults.push({
                kind: told().length === 0 ? 'post' : 'edit',
                fault: { code: each.code, retryAfterMs: 5000 },
              });
          }
          stage.slack.isDown = false;
          await pass(1_200_000);
          progress(750);
          await pass(1_200_000);
          expect(stage.store.waiting()).toEqual([]);
          expect(told().at(-1)?.text).toContain('750 of 750');
          const lost = steps.filter((each) => each.do === 'fail' && each.code === 'message_not_found').length;
          expect(messagesPosted().length).toBeLessThanOrEqual(1 + lost);
        }),
        { numRuns: 40 },
      );
    },
  );
});
