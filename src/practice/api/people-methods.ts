/** users.*, usergroups.*, bots, team and auth. */
import { botJson, groupJson, personJson } from '../model/people-json.ts';
import { findMessage, findPerson } from '../model/workspace-state.ts';
import type { PersonSeed } from '../workspace-seed.ts';
import { type Answer, badArguments, type MethodCall, type MethodFamily, refuse, succeed } from './method.ts';
import { pageOf } from './pages.ts';
import { joinedChannel } from './reach.ts';

/** E-mail addresses only with `users:read.email`. */
const shown = ({ world }: MethodCall, person: PersonSeed): Record<string, unknown> => {
  const mayReadEmail = world.state.app.scopes.includes('users:read.email');
  const { email: _email, ...rest } = person;
  return personJson(world.state, mayReadEmail ? person : rest);
};

const userInfo = (call: MethodCall): Answer => {
  const { world, args } = call;
  const id = args.text('user');
  if (id === undefined) return badArguments('missing required field: user');
  if (id === world.state.app.botUserId) return succeed({ user: botJson(world.state) });
  const person = findPerson(world.state, id);
  return person === undefined ? refuse('user_not_found') : succeed({ user: shown(call, person) });
};

const userList = (call: MethodCall): Answer => {
  const { world, args } = call;
  const page = pageOf(
    [...world.state.people.map((person) => shown(call, person)), botJson(world.state)],
    args,
  );
  if (!page.ok) return page;
  const seconds = Math.floor(world.time.nowMs() / 1000);
  return succeed({ members: page.items, cache_ts: seconds, response_metadata: page.metadata });
};

const groupList = ({ world, args }: MethodCall): Answer =>
  succeed({
    usergroups: world.state.userGroups.map((group) => ({
      ...groupJson(world.state, group),
      ...(args.flag('include_users') ? { users: group.members } : {}),
    })),
  });

const groupMembers = ({ world, args }: MethodCall): Answer => {
  const id = args.text('usergroup');
  if (id === undefined) return badArguments('missing required field: usergroup');
  const group = world.state.userGroups.find((each) => each.id === id);
  return group === undefined ? refuse('no_such_subteam') : succeed({ users: group.members });
};

const botInfo = ({ world, args }: MethodCall): Answer => {
  const { app } = world.state;
  const id = args.text('bot') ?? app.botId;
  if (id !== app.botId) return refuse('bot_not_found');
  return succeed({
    bot: { id: app.botId, deleted: false, name: app.botName, app_id: app.id, user_id: app.botUserId },
  });
};

const teamInfo = ({ world }: MethodCall): Answer =>
  succeed({ team: { ...world.state.team, email_domain: '', url: `${world.origin()}/` } });

const authTest = ({ world }: MethodCall): Answer => {
  const { app, team } = world.state;
  return succeed({
    url: `${world.origin()}/`,
    team: team.name,
    user: app.botName.toLowerCase(),
    team_id: team.id,
    user_id: app.botUserId,
    bot_id: app.botId,
    is_enterprise_install: false,
  });
};

const addReaction = (call: MethodCall): Answer => {
  const { world, args } = call;
  const reached = joinedChannel(call);
  if (!reached.ok) return reached;
  const name = args.text('name');
  const ts = args.text('timestamp');
  if (ts === undefined) return refuse('no_item_specified');
  if (name === undefined || !/^[\w+-]+(::skin-tone-[2-6])?$/.test(name)) return refuse('invalid_name');
  const message = findMessage(world.state, reached.channel.id, ts);
  if (message === undefined || message.onlyFor !== null) return refuse('message_not_found');
  const me = world.state.app.botUserId;
  const reaction = message.reactions.find((each) => each.name === name);
  if (reaction?.users.includes(me) === true) return refuse('already_reacted');
  if (reaction === undefined) message.reactions.push({ name, users: [me] });
  else reaction.users.push(me);
  world.changed();
  return succeed();
};

export const PEOPLE_METHODS: MethodFamily = {
  'auth.test': { token: 'bot', scopes: [], tier: 'special', handle: authTest },
  'users.info': { token: 'bot', scopes: ['users:read'], tier: 'T4', handle: userInfo },
  'users.list': { token: 'bot', scopes: ['users:read'], tier: 'T2', handle: userList },
  'usergroups.list': { token: 'bot', scopes: ['usergroups:read'], tier: 'T2', handle: groupList },
  'usergroups.users.list': { token: 'bot', scopes: ['usergroups:read'], tier: 'T2', handle: groupMembers },
  'bots.info': { token: 'bot', scopes: ['users:read'], tier: 'T3', handle: botInfo },
  'team.info': { token: 'bot', scopes: ['team:read'], tier: 'T3', handle: teamInfo },
  'reactions.add': { token: 'bot', scopes: ['reactions:write'], tier: 'T3', handle: addReaction },
};
