import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageMessage } from '#practice/page-api.ts';
import { type BotWorld, startBotWorld } from './support/bot-world.ts';
import { endRun } from './support/memory-desk.ts';
import { BEN, CHANNEL, FAILED, MAYA } from './support/views.ts';

let world: BotWorld;
beforeEach(async () => {
  world = await startBotWorld();
});
afterEach(async () => world.stop());

const messages = (user = MAYA): readonly PageMessage[] => world.practice.control.as(user).messages(CHANNEL);
const saying = (part: string, user = MAYA): Promise<PageMessage> =>
  world.practice.control.waitFor(() => messages(user).find((message) => message.text.includes(part)));

describe('a test sample, from the command to the verdict', () => {
  it('answers the one who typed, shows one card, then the verdict, the evidence and word to the requester [R25]', async () => {
    const maya = world.practice.control.as(MAYA);
    expect(await maya.command(CHANNEL, '/migrate test-sample 5%')).toMatchObject({ ok: true });
    expect(
      await saying('Run 12 is queued: 5% test sample of Charlotte to REsimpli in sandbox'),
    ).toMatchObject({
      isEphemeral: true,
    });
    const card = await saying('Run 12: 5% test sample of Charlotte to REsimpli in sandbox. Queued.', BEN);
    expect(card.isEphemeral).toBe(false);

    endRun(world.desk, world.store, FAILED);
    world.bot.nudge();
    const verdict = await saying('FAILED: Run 12', BEN);
    expect(verdict.text).toContain('1 of 2 classes did not pass');
    expect(verdict.text).toContain('In 120 of 750 leads the phone has other digits');
    expect(verdict.blocks.some((block) => block['type'] === 'data_table')).toBe(true);
    const ended = await world.practice.control.waitFor(() =>
      messages(BEN).find(
        (message) => message.ts === card.ts && message.isEdited && message.text.includes('FAILED'),
      ),
    );
    expect(ended.blocks.some((block) => block['type'] === 'actions')).toBe(false);
    const evidence = await world.practice.control.waitFor(() =>
      messages(BEN).find((message) => message.threadTs === card.ts && message.files.length > 0),
    );
    const [file] = evidence.files;
    const bytes = await world.practice.control.file(file?.id ?? '');
    expect(bytes?.toString('utf8')).toContain("leads,digits-changed,'=1+1,'+17#");
    const told = await world.practice.control.waitFor(() =>
      maya
        .sees()
        .channels.find((channel) => channel.kind === 'dm')
        ?.messages.find((message) => message.text.includes('which you asked for')),
    );
    expect(told.text).toContain('*FAILED*');
    expect(world.logged.filter((line) => line.level === 'error')).toEqual([]);
  });
});
