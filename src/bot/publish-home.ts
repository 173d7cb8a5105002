import { problemMessage } from './answering.ts';
import { askerToLook, assertOwnMember } from './asker.ts';
import { renderHome, renderHomeProblem } from './blocks/home.ts';
import type { BotParts } from './bot-parts.ts';
import { isTrouble } from './slack-failure.ts';

/** Plans in which this person holds a role, with where they stand. */
const plansOf = async (parts: BotParts, userId: string): Promise<Parameters<typeof renderHome>[0]> => {
  const plans = await parts.desk.plans();
  const entries = await Promise.all(
    plans.slice(0, 30).map(async (plan) => {
      const standing = await parts.desk.standing(plan.id, await askerToLook(parts, plan.id, userId));
      return standing.roles.length === 0 ? null : { overview: await parts.desk.overview(plan.id), standing };
    }),
  );
  return entries.filter((entry) => entry !== null);
};

const homeOf = async (parts: BotParts, userId: string): Promise<ReturnType<typeof renderHome>> => {
  try {
    await assertOwnMember(parts, userId);
    return renderHome(await plansOf(parts, userId));
  } catch (error) {
    return renderHomeProblem({ markup: problemMessage(parts, error, 'home').text });
  }
};

/**
 * The dashboard on somebody's App Home. Never throws.
 * @param hash of the page that is there; a newer one, published meanwhile, stays
 */
export const publishHome = async (
  parts: BotParts,
  userId: string,
  hash: string | undefined,
): Promise<void> => {
  try {
    await parts.slack.publishHome(userId, await homeOf(parts, userId), hash);
  } catch (error) {
    if (isTrouble(error, 'view-stale')) return;
    parts.log.warn({ err: error, userId }, 'the dashboard could not be published');
  }
};
