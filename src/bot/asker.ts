import { LockstepError } from '#domain/errors.ts';
import type { PlanId } from '#domain/ids.ts';
import type { Asker } from '#engine/desk.ts';
import type { BotParts } from './bot-parts.ts';
import { isTrouble, SlackFailure } from './slack-failure.ts';

const cannotTell = (error: unknown): unknown =>
  error instanceof SlackFailure
    ? new LockstepError('SLACK_UNREACHABLE', {
        message: 'Slack did not say who you are and which user groups you belong to, so nothing was done.',
        hint: 'Try again in a minute. If it stays so, an administrator should check the app’s token and scopes.',
        details: { slackCode: error.slackCode },
        cause: error,
      })
    : error;

/**
 * Bots, guests and people of other workspaces change nothing, whatever a plan's roles say.
 * @throws NOT_ALLOWED; SLACK_UNREACHABLE when Slack cannot say who it is
 */
export const assertOwnMember = async (parts: BotParts, userId: string): Promise<void> => {
  const refuse = (who: string): LockstepError =>
    new LockstepError('NOT_ALLOWED', {
      message: `${who} cannot change anything here.`,
      hint: 'Ask a full member of this workspace who holds a role in the plan.',
    });
  try {
    const [user, identity] = await Promise.all([parts.slack.user(userId), parts.identity()]);
    if (user.isDeleted) throw refuse('A deactivated account');
    if (user.isBot) throw refuse('A bot');
    if (user.isGuest) throw refuse('A guest');
    if (!user.teamIds.includes(identity.teamId)) throw refuse('Somebody from another workspace');
  } catch (error) {
    if (isTrouble(error, 'unknown-name')) throw refuse('Somebody from another workspace');
    throw cannotTell(error);
  }
};

/** Groups named in the plan that hold this person, asked of Slack now and kept for this request only. */
const groupsOf = async (parts: BotParts, planId: PlanId, userId: string): Promise<ReadonlySet<string>> => {
  const named = await parts.desk.groupsNamed(planId);
  const members = await Promise.all(
    named.map(async (group) => {
      try {
        return (await parts.slack.groupMembers(group)).includes(userId) ? group : null;
      } catch (error) {
        // A group that does not exist holds nobody.
        if (isTrouble(error, 'unknown-name')) return null;
        throw cannotTell(error);
      }
    }),
  );
  return new Set(members.filter((group) => group !== null));
};

/** Who asks, to look: membership of groups as Slack says it now. @throws SLACK_UNREACHABLE */
export const askerToLook = async (parts: BotParts, planId: PlanId, userId: string): Promise<Asker> => ({
  userId,
  via: 'slack',
  groups: await groupsOf(parts, planId, userId),
});

/** Who asks, to change something. Fails closed. @throws NOT_ALLOWED, SLACK_UNREACHABLE */
export const askerToAct = async (parts: BotParts, planId: PlanId, userId: string): Promise<Asker> => {
  const [asker] = await Promise.all([askerToLook(parts, planId, userId), assertOwnMember(parts, userId)]);
  return asker;
};
