/** People, groups and channels as the Web API shows them. */
import type { PersonSeed, UserGroupSeed } from '../workspace-seed.ts';
import type { ChannelState, WorkspaceState } from './workspace-state.ts';

export const personJson = (state: WorkspaceState, person: PersonSeed): Record<string, unknown> => ({
  id: person.id,
  team_id: state.team.id,
  name: person.name,
  deleted: person.isDeactivated ?? false,
  color: person.color.replace('#', ''),
  real_name: person.realName,
  tz: person.timeZone,
  profile: {
    title: person.title,
    real_name: person.realName,
    real_name_normalized: person.realName,
    display_name: person.displayName,
    display_name_normalized: person.displayName,
    team: state.team.id,
    ...(person.email === undefined ? {} : { email: person.email }),
  },
  is_admin: person.isAdmin ?? false,
  is_owner: false,
  is_restricted: person.isRestricted ?? false,
  is_ultra_restricted: false,
  is_bot: false,
  is_app_user: false,
});

export const botJson = (state: WorkspaceState): Record<string, unknown> => ({
  id: state.app.botUserId,
  team_id: state.team.id,
  name: state.app.botName.toLowerCase(),
  deleted: false,
  real_name: state.app.botName,
  profile: {
    real_name: state.app.botName,
    display_name: '',
    api_app_id: state.app.id,
    bot_id: state.app.botId,
    team: state.team.id,
  },
  is_admin: false,
  is_bot: true,
  is_app_user: false,
});

export const groupJson = (state: WorkspaceState, group: UserGroupSeed): Record<string, unknown> => ({
  id: group.id,
  team_id: state.team.id,
  is_usergroup: true,
  name: group.name,
  description: group.description,
  handle: group.handle,
  is_external: false,
  date_delete: 0,
  user_count: group.members.length,
});

export const channelJson = (state: WorkspaceState, channel: ChannelState): Record<string, unknown> => {
  const created = Math.floor(channel.createdAtMs / 1000);
  if (channel.imWith !== null)
    return {
      id: channel.id,
      created,
      is_im: true,
      is_org_shared: false,
      user: channel.imWith,
      is_user_deleted: false,
    };
  return {
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: !channel.isPrivate,
    is_group: channel.isPrivate,
    is_im: false,
    is_mpim: false,
    is_private: channel.isPrivate,
    created,
    is_archived: channel.isArchived,
    is_general: channel.name === 'general',
    is_member: channel.botIsMember,
    is_shared: false,
    is_ext_shared: false,
    context_team_id: state.team.id,
    topic: { value: channel.topic, creator: '', last_set: 0 },
    purpose: { value: channel.purpose, creator: '', last_set: 0 },
    num_members: channel.members.length + (channel.botIsMember ? 1 : 0),
  };
};
