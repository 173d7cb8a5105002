import { type ReactNode, useEffect } from 'react';
import { usePage } from '../session/page-context.ts';
import { AppTabs } from './app-tabs.tsx';
import { ViewBlocks } from './view-blocks.tsx';

/** The app's Home. Opening it tells the app, which then draws it anew. */
export const HomePage = (): ReactNode => {
  const { state, perform } = usePage();
  const { me, home, app } = state;
  useEffect(() => {
    void perform({ kind: 'open-home', tab: 'home' });
    // Once for each person who opens it; `perform` is made anew with every change of the workspace.
  }, [me.id]);
  return (
    <main className="channel" aria-label={`${app.name} Home`}>
      <AppTabs shown="home" />
      <div className="home">
        {home === null ? (
          <p className="quiet">{app.name} has not drawn its Home yet.</p>
        ) : (
          <ViewBlocks view={home} />
        )}
      </div>
    </main>
  );
};
