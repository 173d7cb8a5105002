import type { ReactNode } from 'react';
import { HOME } from '../session/place.ts';
import { usePage } from '../session/page-context.ts';
import { ChannelView } from './channel-view.tsx';
import { HomePage } from './home-page.tsx';
import { SideBar } from './side-bar.tsx';
import { ThreadPanel } from './thread-panel.tsx';

/** Side bar, what is open in the middle, and the thread beside it. */
export const WorkspaceParts = (): ReactNode => {
  const { state, place } = usePage();
  const isHome = place.channel === HOME && state.app.hasHomeTab;
  const channel = state.channels.find(({ id }) => id === place.channel) ?? state.channels[0] ?? null;
  const parent = isHome ? undefined : channel?.messages.find(({ ts }) => ts === place.thread);
  return (
    <div className="workspace">
      <SideBar shown={isHome ? null : channel} />
      {isHome ? <HomePage key={state.me.id} /> : channel !== null && <ChannelView channel={channel} />}
      {channel !== null && parent !== undefined && <ThreadPanel channel={channel} parent={parent} />}
    </div>
  );
};
