import type { ReactNode } from 'react';
import { HOME } from '../session/place.ts';
import { usePage } from '../session/page-context.ts';

/** The app's two pages: its Home, and what it tells this person. */
export const AppTabs = ({ shown }: { readonly shown: 'home' | 'messages' }): ReactNode => {
  const { state, go } = usePage();
  const dm = state.channels.find(({ kind }) => kind === 'dm');
  return (
    <header className="channel-header">
      <h1>{state.app.name}</h1>
      <nav className="tabs" aria-label={`${state.app.name} pages`}>
        {state.app.hasHomeTab && (
          <button type="button" aria-current={shown === 'home'} onClick={() => go({ channel: HOME })}>
            Home
          </button>
        )}
        {dm !== undefined && (
          <button type="button" aria-current={shown === 'messages'} onClick={() => go({ channel: dm.id })}>
            Messages
          </button>
        )}
      </nav>
    </header>
  );
};
