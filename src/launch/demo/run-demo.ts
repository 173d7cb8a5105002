/**
 * `npm run demo`: the sample plan played through the practice workspace without a browser. The conversation is printed as
 * a person in the channel reads it, and what must be true of it is checked.
 */
import { join } from 'node:path';
import { isOpen, type Run } from '#domain/run.ts';
import { conversation } from './conversation.ts';
import { openStage, type Stage } from './open-stage.ts';

const CHANNEL = 'C0MIGRATE1';
const OPERATIONS_LEAD = 'U0OPSLEAD1';
const RUN_MS = 240_000;

interface Play {
  readonly stage: Stage;
  readonly say: (text: string) => void;
  readonly person: ReturnType<Stage['control']['as']>;
  readonly talk: ReturnType<typeof conversation>;
  readonly wrong: string[];
}

const mustBe = (play: Play, isTrue: boolean, what: string): void => {
  play.say(`  ${isTrue ? '[as it must be]' : '[NOT AS IT MUST BE]'} ${what}`);
  if (!isTrue) play.wrong.push(what);
};

/** The newest run, once it has ended and the channel has been told. */
const endOfRun = async (play: Play, after: number): Promise<Run> => {
  const { desk, control } = play.stage;
  const { id } = await desk.plan('charlotte');
  for (const until = Date.now() + RUN_MS; Date.now() < until;) {
    const run = await desk.latestRun(id).catch(() => null);
    if (run !== null && run.number > after && !isOpen(run.status)) {
      await control.waitFor(
        () =>
          play.person
            .messages(CHANNEL)
            .some(({ text }) => text.includes(`Run ${run.number}`) || text.includes(`run ${run.number}`)),
        20_000,
      );
      // Cards and files follow one another, a message a second.
      await new Promise((resolve) => setTimeout(resolve, 6_000));
      return run;
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`the run after ${after} did not end in ${RUN_MS / 1000} s`);
};

const type = async (play: Play, text: string): Promise<void> => {
  play.talk.typed(text);
  const answer = await play.person.command(CHANNEL, text);
  mustBe(play, answer.ok, `Slack took the command (${answer.code})`);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
};

/** Presses the newest button of this kind that the person sees. */
const press = async (play: Play, label: RegExp): Promise<void> => {
  for (const message of play.person.messages(CHANNEL).toReversed())
    for (const block of message.blocks) {
      const elements = Array.isArray(block['elements']) ? block['elements'] : [];
      for (const element of elements) {
        const { text, action_id: actionId } = element as { text?: { text?: string }; action_id?: string };
        if (actionId === undefined || !label.test(text?.text ?? '')) continue;
        play.talk.typed(`presses [${text?.text}]`);
        const on = { channel: CHANNEL, ts: message.ts };
        const answer = await play.person.press(on, { actionId, confirm: true });
        mustBe(play, answer.ok, `the button answers (${answer.code})`);
        return;
      }
    }
  mustBe(play, false, `there is a button ${label}`);
};

const cleanSample = async (play: Play): Promise<number> => {
  play.say('\n══ The sample as it is ══');
  await type(play, '/migrate');
  play.talk.printNew();
  await type(play, '/migrate test-sample');
  const run = await endOfRun(play, 0);
  play.talk.printNew();
  mustBe(play, run.status === 'finished' && run.verdict?.passed === true, 'the clean sample passes');
  await type(play, '/migrate quarantine');
  play.talk.printNew();
  return run.number;
};

const faultySample = async (play: Play, after: number): Promise<void> => {
  play.say('\n══ The same, into a store that shifts a digit of every area code it is given ══');
  await press(play, /remove/i);
  const removed = await endOfRun(play, after);
  play.talk.printNew();
  mustBe(play, removed.kind === 'remove-sample' && removed.status === 'finished', 'the sample is removed');
  const { setCharlotteLies } = await import('#practice/charlotte/install-destination.ts');
  await setCharlotteLies(play.stage.runSql, 'phones-by-destination');
  await type(play, '/migrate test-sample');
  const run = await endOfRun(play, removed.number);
  const words = play.talk
    .printNew()
    .map(({ text }) => text)
    .join('\n');
  const groups = (run.verdict?.classes ?? []).flatMap((each) => each.groups);
  mustBe(play, run.verdict?.passed === false, 'the faulty sample does not pass');
  mustBe(
    play,
    groups.length > 0 &&
      groups.every(({ recordClass, field }) => recordClass === 'leads' && field === 'phone'),
    'only the phone numbers of the leads are blamed',
  );
  mustBe(
    play,
    groups.some(
      ({ kind, records }) => kind === 'digits-changed' && words.includes(records.toLocaleString('en-US')),
    ),
    'the channel reads how many',
  );
};

/** @returns 0 when all was as it must be, else 1 */
export const runDemo = async (say: (text: string) => void): Promise<0 | 1> => {
  say('Making the sample: 15,000 leads, 800 deals, three years of communication …');
  const stage = await openStage(join(import.meta.dirname, '..', '..', '..', 'plans'));
  const person = stage.control.as(OPERATIONS_LEAD);
  const play: Play = { stage, say, person, talk: conversation(person, CHANNEL, say), wrong: [] };
  try {
    await faultySample(play, await cleanSample(play));
  } finally {
    await stage.close();
  }
  say(
    play.wrong.length === 0
      ? '\nAll was as it must be.'
      : `\n${play.wrong.length} of it was not as it must be:\n${play.wrong.map((what) => `  ${what}`).join('\n')}`,
  );
  return play.wrong.length === 0 ? 0 : 1;
};
