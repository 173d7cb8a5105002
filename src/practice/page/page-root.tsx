import { type ReactNode, useEffect } from 'react';
import { usePageState } from './session/use-page-state.ts';
import { usePlace } from './session/use-place.ts';
import { WorkspacePage } from './views/workspace-page.tsx';

/** The page: who acts, where they are, and what they see. */
export const PageRoot = (): ReactNode => {
  const control = usePlace();
  const { place, go } = control;
  const { state, isLost } = usePageState(place.as);
  const found = state?.me.id;
  useEffect(() => {
    if (found !== undefined && found !== place.as) go({ as: found });
  }, [found, place.as, go]);
  useEffect(() => {
    if (state !== null) document.title = `${state.me.displayName} · ${state.team.name}`;
  }, [state]);
  if (state !== null) return <WorkspacePage state={state} control={control} isLost={isLost} />;
  return (
    <p role="status" className="waiting">
      {isLost ? 'The practice workspace does not answer. Is Lockstep still running?' : 'One moment …'}
    </p>
  );
};
