import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import type { SlackSettings } from '#config.ts';
import type { Plan } from '#domain/plan/plan-schema.ts';
import type { Finding } from './finding.ts';
import { type SlackAnswer, slackCall } from './slack-call.ts';

type RealSlack = Exclude<SlackSettings, { mode: 'practice' }>;

const ok = (what: string): Finding => ({ area: 'Slack', state: 'ok', what });
const wrong = (what: string, advice: string): Finding => ({ area: 'Slack', state: 'wrong', what, advice });

const manifestSchema = z.looseObject({
  oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()) }) }),
});

/** What the app needs, as its manifest says. */
const wantedScopes = async (): Promise<readonly string[]> => {
  const text = await readFile(join(import.meta.dirname, '..', '..', '..', 'manifest.yml'), 'utf8');
  return manifestSchema.parse(parse(text)).oauth_config.scopes.bot;
};

const identitySchema = z.looseObject({
  team: z.string().default('?'),
  user: z.string().default('?'),
  user_id: z.string().default(''),
});

const signedIn = ({ body }: SlackAnswer): Finding => {
  const { team, user } = identitySchema.parse(body);
  return ok(`signed in to ${team} as ${user}`);
};

const refusedToken = (error: string): Finding => {
  if (error === 'unreachable')
    return wrong('Slack cannot be reached.', 'Check the network, a proxy, and SLACK_API_URL if it is set.');
  if (error === 'rate_limited') return wrong('Slack is rate-limiting this app.', 'Try again in a minute.');
  return wrong(
    `Slack refuses SLACK_BOT_TOKEN (${error}).`,
    'Copy the Bot User OAuth Token again (OAuth & Permissions); reinstall the app if it was revoked.',
  );
};

const scopeFinding = (granted: readonly string[], wanted: readonly string[]): Finding => {
  const missing = wanted.filter((scope) => !granted.includes(scope));
  return missing.length === 0
    ? ok(`all ${wanted.length} scopes of manifest.yml are granted`)
    : wrong(
        `Scopes that manifest.yml asks for are not granted: ${missing.join(', ')}.`,
        'Update the app from manifest.yml and reinstall it to the workspace.',
      );
};

const socketFinding = async (slack: RealSlack): Promise<Finding> => {
  if (slack.mode === 'http')
    return {
      area: 'Slack',
      state: 'note',
      what: `Slack calls this program over HTTP on port ${slack.port}; the request URL in the app must lead here, through TLS`,
    };
  const opened = await slackCall({ url: slack.apiUrl, token: slack.appToken }, 'apps.connections.open');
  return opened.ok
    ? ok('Socket Mode opens')
    : wrong(
        `Socket Mode does not open (${opened.error}).`,
        'Socket Mode must be on in the app, and SLACK_APP_TOKEN needs the scope connections:write.',
      );
};

/** What Slack says when a message cannot be put into a channel, and what to do. Any other answer means it can. */
const CHANNEL_TROUBLE: Readonly<Record<string, [string, string]>> = {
  not_in_channel: ['the bot is not in it', 'Type there: /invite @Lockstep'],
  user_not_in_channel: ['the bot is not in it', 'Type there: /invite @Lockstep'],
  channel_not_found: [
    'the bot does not see it',
    'Correct the id in plan.yml; into a private channel the bot must be invited: /invite @Lockstep',
  ],
  is_archived: ['it is archived', 'Unarchive it, or name another channel in plan.yml.'],
  unreachable: ['Slack did not answer', 'Try again.'],
  rate_limited: ['Slack is rate-limiting this app', 'Try again in a minute.'],
  missing_scope: ['the bot may not write', 'Update the app from manifest.yml and reinstall it.'],
};

/**
 * Is the bot in the plan's channel? Asked with a message that only the bot itself could see, so that nobody sees it: the
 * app has no scope to look at channels, because it needs none for its work.
 */
const channelFinding = async (slack: RealSlack, plan: Plan, botUserId: string): Promise<Finding> => {
  const { channel } = plan.slack;
  const { ok: isPosted, error } = await slackCall(
    { url: slack.apiUrl, token: slack.botToken },
    'chat.postEphemeral',
    { channel, user: botUserId, text: 'npm run doctor' },
  );
  const trouble = isPosted ? undefined : CHANNEL_TROUBLE[error];
  return trouble === undefined
    ? ok(`in ${channel}, the channel of plan ${plan.name}`)
    : wrong(`The channel ${channel} of plan ${plan.name}: ${trouble[0]}.`, trouble[1]);
};

const groupsSchema = z.looseObject({ usergroups: z.array(z.looseObject({ id: z.string() })) });

const groupFindings = async (slack: RealSlack, plans: readonly Plan[]): Promise<Finding[]> => {
  const named = plans.flatMap((plan) =>
    Object.values(plan.roles)
      .flatMap((role) => role.members)
      .filter((member) => member.startsWith('S'))
      .map((group) => ({ group, plan: plan.name })),
  );
  if (named.length === 0) return [];
  const answer = await slackCall({ url: slack.apiUrl, token: slack.botToken }, 'usergroups.list');
  const found = groupsSchema.safeParse(answer.body);
  if (!answer.ok || !found.success)
    return [
      wrong(
        `User groups cannot be read (${answer.error}); roles that name them hold nobody.`,
        'The bot needs the scope usergroups:read, and user groups a paid Slack plan.',
      ),
    ];
  const known = new Set(found.data.usergroups.map(({ id }) => id));
  const unknown = named.filter(({ group }) => !known.has(group));
  return unknown.length === 0
    ? [ok(`all ${new Set(named.map(({ group }) => group)).size} user groups of the plans exist`)]
    : unknown.map(({ group, plan }) =>
        wrong(
          `Plan ${plan} names the user group ${group}, which is not there or disabled.`,
          'Correct its roles.',
        ),
      );
};

/** Token, scopes, connection, channels and user groups. */
export const checkSlack = async (slack: SlackSettings, plans: readonly Plan[]): Promise<Finding[]> => {
  if (slack.mode === 'practice')
    return [
      {
        area: 'Slack',
        state: 'note',
        what: 'no credentials are set: `npm start` opens the practice workspace',
      },
    ];
  const auth = await slackCall({ url: slack.apiUrl, token: slack.botToken }, 'auth.test');
  if (!auth.ok) return [refusedToken(auth.error), await socketFinding(slack)];
  const findings = [
    signedIn(auth),
    scopeFinding(auth.scopes, await wantedScopes()),
    await socketFinding(slack),
  ];
  const { user_id: botUserId } = identitySchema.parse(auth.body);
  for (const plan of plans) findings.push(await channelFinding(slack, plan, botUserId));
  return [...findings, ...(await groupFindings(slack, plans))];
};
