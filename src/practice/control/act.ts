/** Carries out one act of a person. */
import type { Delivery } from '../delivery/delivery.ts';
import { findPerson } from '../model/workspace-state.ts';
import type { ActResult, PageActRequest } from '../page-api.ts';
import type { World } from '../world.ts';
import { type Acting, failed } from './acting.ts';
import { fill, press, suggest } from './pressing.ts';
import { command, react, say, shortcut } from './speaking.ts';
import { close, openHome, submit } from './viewing.ts';

export type PerformAct = (request: PageActRequest) => Promise<ActResult>;

const perform = async (acting: Acting, act: PageActRequest['act']): Promise<ActResult> => {
  switch (act.kind) {
    case 'command':
      return await command(acting, act);
    case 'say':
      return say(acting, act);
    case 'press':
      return await press(acting, act);
    case 'fill':
      return await fill(acting, act);
    case 'submit':
      return await submit(acting, act);
    case 'close':
      return close(acting, act);
    case 'open-home':
      return openHome(acting, act);
    case 'shortcut':
      return await shortcut(acting, act);
    case 'react':
      return react(acting, act);
    case 'suggest':
      return await suggest(acting, act);
  }
};

export const performAct =
  (world: World, delivery: Delivery): PerformAct =>
  async ({ as, act }) => {
    const person = findPerson(world.state, as);
    if (person === undefined) return failed('not-there', `Nobody here is called ${as}.`);
    if (world.faults.health !== 'up') return failed('slack-down', 'Slack is down.');
    return await perform({ world, delivery, person }, act);
  };
