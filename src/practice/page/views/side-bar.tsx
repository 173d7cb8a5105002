import type { ReactNode } from 'react';
import type { PageChannel } from '../../page-api.ts';
import { Avatar } from '../chat/avatar.tsx';
import { HOME } from '../session/place.ts';
import { usePage } from '../session/page-context.ts';
import { PersonSwitcher } from './person-switcher.tsx';
import { Sign } from './sign.tsx';
import { useUnread } from './use-unread.ts';

interface SideBarProps {
  readonly shown: PageChannel | null;
}

/** The workspace, its channels, the app, and who acts. */
export const SideBar = ({ shown }: SideBarProps): ReactNode => {
  const { state, place, go } = usePage();
  const unread = useUnread(shown);
  const { app } = state;
  const dm = state.channels.find(({ kind }) => kind === 'dm');
  const isAppShown = place.channel === HOME || (dm !== undefined && shown?.id === dm.id);
  const badge = (id: string): ReactNode => {
    const count = unread(id);
    return count === 0 ? null : (
      <span className="badge" aria-label={`${count} new`}>
        {count}
      </span>
    );
  };
  return (
    <div className="side-bar">
      <div className="workspace-name">
        <strong>{state.team.name}</strong>
        <small>Practice workspace</small>
      </div>
      <nav aria-label="Channels">
        <h2>Channels</h2>
        {state.channels
          .filter(({ kind }) => kind === 'channel')
          .map((channel) => (
            <button
              key={channel.id}
              type="button"
              aria-current={shown?.id === channel.id}
              onClick={() => go({ channel: channel.id })}
            >
              <span aria-hidden="true">{channel.isPrivate ? <Sign name="lock" /> : '#'}</span> {channel.name}
              {badge(channel.id)}
            </button>
          ))}
      </nav>
      <nav aria-label="Apps">
        <h2>Apps</h2>
        <button
          type="button"
          aria-current={isAppShown}
          onClick={() => go({ channel: app.hasHomeTab ? HOME : (dm?.id ?? '') })}
        >
          <Avatar person={app.botUser} /> {app.name}
          {dm !== undefined && badge(dm.id)}
        </button>
      </nav>
      <PersonSwitcher />
    </div>
  );
};
