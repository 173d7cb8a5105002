import type { ReactNode } from 'react';
import type { PageChannel } from '../../page-api.ts';
import { WorkspaceLink } from '../text/workspace-link.tsx';
import { AppTabs } from './app-tabs.tsx';
import { Sign } from './sign.tsx';

export const ChannelHeader = ({ channel }: { readonly channel: PageChannel }): ReactNode => {
  if (channel.kind === 'dm') return <AppTabs shown="messages" />;
  const pins = channel.messages.filter(({ isPinned }) => isPinned).length;
  return (
    <header className="channel-header">
      <h1>
        {channel.isPrivate ? <Sign name="lock" /> : '#'} {channel.name}
      </h1>
      {channel.topic !== '' && <span className="quiet topic">{channel.topic}</span>}
      <span className="quiet channel-facts">
        {channel.members.length} people{channel.botIsMember ? ' and the app' : ''}
        {pins > 0 && ` · ${pins} pinned`}
      </span>
      {channel.bookmarks.map(({ title, link }) => (
        <WorkspaceLink key={link} url={link}>
          <Sign name="bookmark" /> {title}
        </WorkspaceLink>
      ))}
    </header>
  );
};
