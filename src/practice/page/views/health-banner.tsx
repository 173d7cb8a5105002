import type { ReactNode } from 'react';
import { usePage } from '../session/page-context.ts';
import { Sign } from './sign.tsx';

/** What stands between this person and the app, if anything does. */
export const HealthBanner = ({ isLost }: { readonly isLost: boolean }): ReactNode => {
  const { state } = usePage();
  const { app, slackHealth } = state;
  const words = isLost
    ? 'The practice workspace does not answer. Is Lockstep still running? What you see may be old.'
    : slackHealth !== 'up'
      ? `Slack is ${slackHealth === 'failing' ? 'failing' : 'down'}, for practice: ${app.name} hears and says nothing until it is back.`
      : app.isConnected
        ? null
        : `${app.name} is not connected to this workspace: commands and buttons are not answered until it is.`;
  return words === null ? null : (
    <p role="alert" className="banner">
      <Sign name="warning" /> {words}
    </p>
  );
};
