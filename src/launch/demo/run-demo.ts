/**
 * `npm run demo`: the sample plan played through the practice workspace without a browser. The conversation is printed as
 * people in the channel read it, and what must be true of it is checked.
 */
import { join } from 'node:path';
import { LockstepError } from '#domain/errors.ts';
import type { Log } from '#engine/ports.ts';
import { listenForStop, type StopRequest } from '../stop-request.ts';
import { openStage } from './open-stage.ts';
import { playClean, playFaulty, type Shortcomings } from './play-scenes.ts';

/** Rejects when somebody wants the demo to stop, so that everything it has opened is closed. */
const untilStopped = async (stop: StopRequest): Promise<never> => {
  const why = await stop.asked;
  throw new LockstepError('NOTHING_TO_DO', {
    message: `The demo was stopped (${why}).`,
    hint: 'Nothing of it is left behind.',
  });
};

const PLANS = join(import.meta.dirname, '..', '..', '..', 'plans');

/** @returns 0 when everything was as it must be, else 1 */
export const runDemo = async (say: (text: string) => void, log: Log): Promise<0 | 1> => {
  say('Making the sample: 15,000 leads, 800 deals, three years of communication …');
  const stop = listenForStop(null);
  const opened = await openStage(PLANS, log);
  const shortcomings: Shortcomings = [];
  const stage = { control: opened.control, say, shortcomings };
  const play = async (): Promise<void> => {
    say('\n══ The sample as it is ══');
    await playClean(stage);
    say('\n══ The same, into a store that shifts a digit of the area codes it is given ══');
    const { setCharlotteLies } = await import('#practice/charlotte/install-destination.ts');
    await setCharlotteLies(opened.runSql, 'phones-by-destination');
    await playFaulty(stage);
  };
  try {
    await Promise.race([play(), untilStopped(stop)]);
  } finally {
    await opened.close();
    stop.dispose();
  }
  for (const shortcoming of shortcomings) say(`\nNOT AS IT MUST BE: ${shortcoming}`);
  if (shortcomings.length === 0) say('\nEverything is as it must be.');
  return shortcomings.length === 0 ? 0 : 1;
};
