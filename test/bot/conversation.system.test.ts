import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { planId } from '#domain/ids.ts';
import type { PageMessage, PageView } from '#practice/page-api.ts';
import { type BotWorld, startBotWorld } from './support/bot-world.ts';
import { endRun } from './support/memory-desk.ts';
import { aPlan, aRun, aView, BEN, CHANNEL, FAILED, GENERAL, MAYA, PASSED } from './support/views.ts';

// Cards are edited every three seconds at most, and this goes through real sockets.
vi.setConfig({ testTimeout: 30_000 });

let world: BotWorld;
beforeEach(async () => {
  world = await startBotWorld();
});
afterEach(async () => world.stop());

const messages = (user: string, channel: string): readonly PageMessage[] =>
  world.practice.control.as(user).messages(channel);
const saying = (part: string, user = MAYA, channel = CHANNEL): Promise<PageMessage> =>
  world.practice.control.waitFor(() =>
    messages(user, channel).findLast((message) => message.text.includes(part)),
  );
const direct = (part: string, user = MAYA): Promise<PageMessage> =>
  world.practice.control.waitFor(() =>
    world.practice.control
      .as(user)
      .sees()
      .channels.find((channel) => channel.kind === 'dm')
      ?.messages.findLast((message) => message.text.includes(part)),
  );
const type = async (text: string, user = MAYA, channel = CHANNEL): Promise<void> => {
  expect(await world.practice.control.as(user).command(channel, text)).toMatchObject({ ok: true });
};
const modalWith = (part: string, user = MAYA): Promise<PageView> =>
  world.practice.control.waitFor(() => {
    const modal = world.practice.control.as(user).modal();
    return modal !== null && JSON.stringify(modal).includes(part) && modal;
  });
const errorsLogged = (): unknown[] => world.logged.filter((line) => line.level === 'error');
const pressed = (
  message: PageMessage,
  action: string,
  user = MAYA,
): ReturnType<ReturnType<typeof world.practice.control.as>['press']> =>
  world.practice.control
    .as(user)
    .press(
      { channel: message.channel, ts: message.ts },
      { actionId: `lockstep.button.${action}`, confirm: true },
    );
const card = (): Promise<PageMessage> =>
  world.practice.control.waitFor(() =>
    messages(BEN, CHANNEL).find(
      (message) => message.text.includes('Run 12: 5%') && message.threadTs === null,
    ),
  );
const startedCard = async (): Promise<PageMessage> => {
  await type('/migrate test-sample');
  return card();
};

describe('a test sample, from the command to the verdict', () => {
  it('answers the one who typed, shows one card, then the verdict, the evidence and word to the requester [R25]', async () => {
    await type('/migrate test-sample 5%');
    expect(
      await saying('Run 12 is queued: 5% test sample of Charlotte to REsimpli in sandbox'),
    ).toMatchObject({ isEphemeral: true });
    const posted = await card();
    expect(posted.isEphemeral).toBe(false);

    endRun(world.desk, world.store, FAILED);
    world.bot.nudge();
    const verdict = await saying('FAILED: Run 12', BEN);
    expect(verdict.text).toContain('1 of 2 classes did not pass');
    expect(verdict.text).toContain('In 120 of 750 leads the phone has other digits');
    expect(verdict.blocks.some((block) => block['type'] === 'data_table')).toBe(true);
    const ended = await world.practice.control.waitFor(() =>
      messages(BEN, CHANNEL).find(
        (message) => message.ts === posted.ts && message.isEdited && message.text.includes('FAILED'),
      ),
    );
    expect(ended.blocks.some((block) => block['type'] === 'actions')).toBe(false);
    const evidence = await world.practice.control.waitFor(() =>
      messages(BEN, CHANNEL).find((message) => message.threadTs === posted.ts && message.files.length > 0),
    );
    const bytes = await world.practice.control.file(evidence.files[0]?.id ?? '');
    expect(bytes?.toString('utf8')).toContain("leads,digits-changed,'=1+1,'+17#");
    expect((await direct('which you asked for')).text).toContain('*FAILED*');
    expect(errorsLogged()).toEqual([]);
  });

  it('asks in a dialog where several environments can be meant, and starts what is chosen', async () => {
    world.desk.state.environments = ['sandbox', 'staging'];
    await type('/migrate test-sample 7%');
    await modalWith('Plan and environment');
    const maya = world.practice.control.as(MAYA);
    expect(
      await maya.submit({ target: { target: 'charlotte staging' }, percent: { percent: '700' } }),
    ).toMatchObject({
      code: 'has-errors',
      errors: { percent: expect.stringContaining('cannot be taken') },
    });
    expect(world.desk.state.views).toEqual([]);
    await maya.submit({ percent: { percent: '7 %' } });
    await modalWith('7% test sample of Charlotte to REsimpli in staging');
    expect(world.desk.state.views[0]?.run).toMatchObject({ environment: 'staging', samplePercent: 7 });
    expect(errorsLogged()).toEqual([]);
  });

  it('asks once more for production, also when everything was named', async () => {
    world.desk.state.environments = ['sandbox', 'production'];
    await type('/migrate test-sample 5% --env production');
    await modalWith('live destination');
    expect(world.desk.state.views).toEqual([]);
    await world.practice.control.as(MAYA).submit({});
    await modalWith('Run 12 is queued');
  });

  it('opens the dialog before three seconds are over, however long the plans take to read', async () => {
    world.desk.state.environments = ['sandbox', 'staging'];
    world.desk.state.slowMs = 3500;
    await type('/migrate test-sample');
    await modalWith('One moment');
    expect(await modalWith('Plan and environment')).toMatchObject({ submit: 'Start' });
  });

  it('says how to reopen a dialog whose moment has passed', async () => {
    world.desk.state.environments = ['sandbox', 'staging'];
    world.practice.control.failMethod('views.open', { kind: 'error', error: 'expired_trigger_id' });
    await type('/migrate test-sample');
    expect((await saying('could not be opened')).text).toContain('Type /migrate test-sample again');
  });

  it('tells the outcome in the channel where the dialog was closed meanwhile', async () => {
    world.desk.state.environments = ['sandbox', 'staging'];
    await type('/migrate test-sample');
    await modalWith('Plan and environment');
    world.practice.control.failMethod('views.update', { kind: 'error', error: 'not_found' });
    await world.practice.control.as(MAYA).submit({ target: { target: 'charlotte sandbox' } });
    expect(await saying('Run 12 is queued')).toMatchObject({ isEphemeral: true });
  });
});

describe('who may', () => {
  it('refuses those without a role, names who may, and changes nothing', async () => {
    await type('/migrate test-sample', BEN);
    const answer = await saying('You may not test-sample', BEN);
    expect(answer).toMatchObject({ isEphemeral: true });
    expect(answer.text).toContain('Operations lead may');
    expect(world.desk.state.views).toEqual([]);
    expect(messages(MAYA, CHANNEL)).toEqual([]);
  });

  it('looks a person up in the user groups that the plan names, and only in those', async () => {
    world.desk.state.groups = ['S0STEWARDS'];
    await type('/migrate test-sample', BEN);
    await saying('Run 12 is queued', BEN);
    expect(
      world.practice.control.calls('usergroups.users.list').map((call) => call.args['usergroup']),
    ).toEqual(['S0STEWARDS']);
  });

  it.each(['usergroups.users.list', 'users.info'])(
    'does nothing when Slack cannot say who it is: %s',
    async (method) => {
      world.desk.state.groups = ['S0STEWARDS'];
      world.practice.control.failMethod(method, { kind: 'status', status: 503 });
      await type('/migrate test-sample');
      await saying('did not say who you are');
      expect(world.desk.state.views).toEqual([]);
    },
  );

  it('counts a group that no longer exists as holding nobody', async () => {
    world.desk.state.groups = ['S0GONE0001'];
    await type('/migrate test-sample', BEN);
    expect((await saying('You may not test-sample', BEN)).text).not.toContain('did not say');
  });

  it('shows everyone what they may do', async () => {
    await type('/migrate whoami', BEN);
    expect(await saying('you hold no role', BEN)).toMatchObject({ isEphemeral: true });
    await type('/migrate whoami');
    expect((await saying('Operations lead')).text).toContain('remove-sample');
  });

  it('lets only those with a role look from elsewhere', async () => {
    await type('/migrate status --plan charlotte', BEN, GENERAL);
    expect((await saying('not its channel', BEN, GENERAL)).text).not.toContain('REsimpli');
    await type('/migrate --plan charlotte', MAYA, GENERAL);
    expect(await saying('Charlotte to REsimpli', MAYA, GENERAL)).toMatchObject({ isEphemeral: true });
  });
});

describe('guests and strangers', () => {
  it('change nothing, whatever role they were given', async () => {
    await world.stop();
    world = await startBotWorld({
      workspace: (seed) => ({
        ...seed,
        people: seed.people.map((person) =>
          person.id === MAYA ? { ...person, isRestricted: true } : person,
        ),
      }),
    });
    await type('/migrate test-sample');
    await saying('A guest cannot change anything here');
    expect(world.desk.state.views).toEqual([]);
  });
});

describe('what is typed', () => {
  it('alone shows where things stand, what is next and who may', async () => {
    await type('/migrate');
    expect((await saying('Phase: *prepare*')).text).toContain('*Who may:* Operations lead');
  });

  it('wrongly is answered to that person alone, with what was meant', async () => {
    await type('/migrate test-smaple');
    expect(await saying('Did you mean test-sample?')).toMatchObject({ isEphemeral: true });
  });

  it('in a channel without a plan says what to do', async () => {
    await type('/migrate', MAYA, GENERAL);
    expect(await saying('No plan belongs to', MAYA, GENERAL)).toMatchObject({ isEphemeral: true });
  });

  it('for several plans asks which', async () => {
    world.desk.state.plans = [aPlan(), aPlan({ id: planId('plan-2'), name: 'npsp', title: 'NPSP' })];
    await type('/migrate quarantine');
    expect((await saying('has 2 plans: charlotte, npsp')).text).toContain('--plan charlotte');
  });

  it('shows help, status, quarantine and its export', async () => {
    world.desk.state.quarantine = [
      { recordClass: 'leads', code: 'phone-invalid', field: 'phone', records: 3 },
    ];
    await type('/migrate help');
    await saying('/migrate pause [reason]');
    await startedCard();
    await type('/migrate status');
    await saying('320 of 750 records');
    await type('/migrate quarantine');
    const list = await saying('not a phone number, 3 records');
    expect(list.isEphemeral).toBe(true);
    await pressed(list, 'export-quarantine');
    const file = await world.practice.control.waitFor(() =>
      world.practice.control
        .as(MAYA)
        .sees()
        .channels.find((channel) => channel.kind === 'dm')
        ?.messages.flatMap((message) => message.files)
        .at(0),
    );
    expect((await world.practice.control.file(file.id))?.toString('utf8')).toContain(
      'leads,4711,phone,phone-invalid',
    );
    expect(messages(BEN, CHANNEL).flatMap((message) => message.files)).toEqual([]);
    expect(errorsLogged()).toEqual([]);
  });

  it('pauses with a reason that stands on the card, resumes, and cancels after asking once more', async () => {
    const first = await startedCard();
    const shows = (part: string): Promise<PageMessage> =>
      world.practice.control.waitFor(() =>
        messages(BEN, CHANNEL).find((message) => message.ts === first.ts && message.text.includes(part)),
      );
    await type('/migrate pause waiting for “the close”');
    await shows(`Paused by <@${MAYA}>: waiting for the close`);
    await type('/migrate resume');
    await shows('Running');
    await type('/migrate cancel');
    await modalWith('ends for good');
    await world.practice.control.as(MAYA).submit();
    await modalWith('is now cancelled');
    await shows(`Cancelled by <@${MAYA}>`);
    await type('/migrate cancel');
    await saying('No run is open here');
    expect(errorsLogged()).toEqual([]);
  });
});

describe('a mention', () => {
  it('understands the same verbs in a thread and answers there', async () => {
    const first = await startedCard();
    await world.practice.control
      .as(BEN)
      .say(CHANNEL, '@Lockstep status please'.replace(' please', ''), first.ts);
    const answer = await world.practice.control.waitFor(() =>
      messages(MAYA, CHANNEL).find(
        (message) => message.threadTs === first.ts && message.text.includes('320 of 750'),
      ),
    );
    expect(answer.isEphemeral).toBe(false);
    expect(JSON.stringify(answer.blocks)).not.toContain('lockstep.button');
  });

  it('tells a problem to that person alone, in the thread', async () => {
    const first = await startedCard();
    await world.practice.control.as(BEN).say(CHANNEL, '@Lockstep pause', first.ts);
    const answer = await world.practice.control.waitFor(() =>
      messages(BEN, CHANNEL).find(
        (message) => message.threadTs === first.ts && message.text.includes('You may not pause'),
      ),
    );
    expect(answer.isEphemeral).toBe(true);
  });

  it('that leaves something open is told what to add, since Slack opens no dialog for it', async () => {
    world.desk.state.environments = ['sandbox', 'staging'];
    await world.practice.control.as(MAYA).say(CHANNEL, '@Lockstep test-sample');
    expect((await saying('It can mean 2 things')).text).toContain(
      '@Lockstep test-sample --plan charlotte --env sandbox',
    );
  });

  it('cancels with a button that asks once more', async () => {
    await startedCard();
    await world.practice.control.as(MAYA).say(CHANNEL, '@Lockstep cancel');
    const asked = await saying('Press the button to cancel');
    expect(
      await world.practice.control
        .as(MAYA)
        .press({ channel: CHANNEL, ts: asked.ts }, { actionId: 'lockstep.button.cancel' }),
    ).toMatchObject({ code: 'needs-confirm' });
    await pressed(asked, 'cancel');
    await saying('is now cancelled');
  });
});

describe('a press', () => {
  it('is answered: done, then too late with who decided, then not allowed', async () => {
    const first = await startedCard();
    await pressed(first, 'pause');
    await saying('is now paused');
    world.desk.state.members = [MAYA, BEN];
    await pressed(first, 'pause', BEN);
    const late = await saying('was paused already by', BEN);
    expect(late).toMatchObject({ isEphemeral: true });
    expect(late.text).toContain('The run’s card');
    world.desk.state.members = [MAYA];
    await world.practice.control.waitFor(() =>
      messages(BEN, CHANNEL).find((message) => message.ts === first.ts && message.text.includes('Paused')),
    );
    const paused = await card();
    await pressed(paused, 'resume', BEN);
    await saying('You may not resume', BEN);
    expect(errorsLogged()).toEqual([]);
  });

  it('under the verdict looks at the sample, removes it and runs again', async () => {
    await startedCard();
    endRun(world.desk, world.store, PASSED);
    world.bot.nudge();
    const verdict = await saying('PASSED: Run 12', BEN);
    await pressed(verdict, 'look');
    const looked = await saying('Open them in both systems');
    expect(looked.isEphemeral).toBe(true);
    expect(JSON.stringify(looked.blocks)).toContain('4711');
    await pressed(verdict, 'run-again');
    await saying('Run 13 is queued: 5% test sample');
    world.desk.state.views = world.desk.state.views.filter((view) => view.run.number === 12);
    await pressed(verdict, 'remove-sample');
    await saying('removal of the sample in sandbox');
    expect(errorsLogged()).toEqual([]);
  });

  it('on an old copy of the card changes nothing and says where the new one is', async () => {
    const first = await startedCard();
    await world.practice.control.waitFor(() => world.store.waiting().length === 0);
    await world.store.messages.save('run-card.run-12', { channel: CHANNEL, ts: '1.000', contentHash: 'x' });
    await pressed(first, 'pause');
    await saying('is an old copy');
    expect(world.desk.state.views[0]?.run.status).toBe('queued');
  });

  it('works after a restart: its meaning is in the database', async () => {
    const first = await startedCard();
    expect(JSON.stringify(first.blocks)).not.toContain('plan-1');
    world.practice.control.cutSockets();
    await vi.waitFor(() =>
      expect(world.logged.filter((line) => line.message === 'connected to Slack')).toHaveLength(2),
    );
    await pressed(first, 'pause');
    await saying('is now paused');
  });

  it('that nobody knows any more is answered too', async () => {
    const first = await startedCard();
    world.desk.state.views = [];
    await pressed(first, 'pause');
    expect(await saying('There is no such run')).toMatchObject({ isEphemeral: true });
  });
});

describe('the App Home', () => {
  it('shows a person’s plans, what is next and what waits for them', async () => {
    world.desk.state.views = [
      aView({ run: aRun({ status: 'paused', pause: { reason: 'the close', by: { kind: 'lockstep' } } }) }),
    ];
    await world.practice.control.as(MAYA).openHome();
    const home = await world.practice.control.waitFor(() => world.practice.control.as(MAYA).sees().home);
    const shown = JSON.stringify(home.blocks);
    for (const part of [
      'Charlotte to REsimpli',
      'You may take the next step',
      'run 12 is paused',
      'Paused by Lockstep: the close',
    ]) {
      expect(shown).toContain(part);
    }
    await world.practice.control.as(BEN).openHome();
    const bens = await world.practice.control.waitFor(() => world.practice.control.as(BEN).sees().home);
    expect(JSON.stringify(bens.blocks)).toContain('You hold no role');
    expect(JSON.stringify(bens.blocks)).not.toContain('Charlotte');
  });
});

describe('deliveries', () => {
  it('that Slack repeats have one effect', async () => {
    world.practice.control.disturb('*', { kind: 'repeat' }, 10);
    await type('/migrate test-sample');
    await saying('Run 12 is queued');
    const first = await card();
    await pressed(first, 'pause');
    await saying('is now paused');
    await world.practice.control.as(MAYA).say(CHANNEL, '@Lockstep whoami');
    await saying('Operations lead');
    expect(messages(MAYA, CHANNEL).filter((message) => message.text.includes('already'))).toEqual([]);
    expect(
      messages(MAYA, CHANNEL).filter((message) => message.text.includes('Operations lead')),
    ).toHaveLength(1);
    expect(world.logged.some((line) => line.message.includes('delivered again'))).toBe(true);
  });

  it('are answered, and have no effect, while the database cannot say whether they are new', async () => {
    world.store.failures.deliveries = 1;
    await type('/migrate test-sample');
    await saying('our fault');
    expect(world.desk.state.views).toEqual([]);
  });

  it('that were acknowledged are answered before the bot stops', async () => {
    world.desk.state.slowMs = 1500;
    await type('/migrate');
    await world.bot.stop();
    expect((await saying('Phase:')).isEphemeral).toBe(true);
  });

  it('are acknowledged within a second, whatever the work takes', async () => {
    world.desk.state.slowMs = 2500;
    const before = performance.now();
    await type('/migrate status');
    expect(performance.now() - before).toBeLessThan(1000);
    await saying('Phase:');
  });
});
