import type { HomeView, KnownBlock } from '@slack/types';
import type { Overview, Standing } from '#engine/desk.ts';
import { SLASH_COMMAND } from '../command-table.ts';
import { LIMITS } from './limits.ts';
import { channelLink, code, joined, type Markup, markup, nothing } from './markup.ts';
import { context, header, section } from './message.ts';
import { overviewLines } from './overview.ts';

interface HomePlan {
  readonly overview: Overview;
  readonly standing: Standing;
}

/** What waits for this person: paused runs they may resume, and a next step that one of their roles may take. */
const waitsForMe = ({ overview, standing }: HomePlan): Markup => {
  const paused = overview.openRuns.filter((view) => view.run.status === 'paused');
  const resume =
    paused.length > 0 && standing.may.includes('resume')
      ? markup`⏸️ *Waits for you:* run ${paused.map((view) => view.run.number).join(', ')} is paused; ${code(`${SLASH_COMMAND} resume`)}`
      : nothing;
  const mine = overview.nextStep.who.some((role) => standing.roles.includes(role));
  const next = mine ? markup`👉 *You may take the next step:* ${code(overview.nextStep.command)}` : nothing;
  return joined([resume, next], '\n');
};

const planBlocks = (plan: HomePlan): KnownBlock[] => {
  const waiting = waitsForMe(plan);
  return [
    header(plan.overview.plan.title),
    section(overviewLines(plan.overview)),
    ...(waiting.markup === '' ? [] : [section(waiting)]),
    context(
      markup`In ${channelLink(plan.overview.plan.channel)}. Your roles: ${plan.standing.roles.join(', ')}`,
    ),
    { type: 'divider' },
  ];
};

/** The dashboard: every plan in which this person holds a role. */
export const renderHome = (plans: readonly HomePlan[]): HomeView => {
  const blocks =
    plans.length === 0
      ? [
          header('Lockstep'),
          section(
            markup`You hold no role in any plan. In a plan’s channel, ${code(SLASH_COMMAND)} shows where things stand and ${code(`${SLASH_COMMAND} whoami`)} what you may do.`,
          ),
        ]
      : plans.slice(0, 19).flatMap(planBlocks);
  return { type: 'home', blocks: blocks.slice(0, LIMITS.blocksPerView) };
};

/** Where the dashboard cannot be shown: says why, in place of an empty page. */
export const renderHomeProblem = (said: Markup): HomeView => ({
  type: 'home',
  blocks: [header('Lockstep'), section(said)],
});
