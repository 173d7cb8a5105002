import { type ReactNode, useMemo } from 'react';
import type { PageView } from '../../page-api.ts';
import { BlockList } from '../blocks/block-list.tsx';
import { type Surface, SurfaceContext } from '../session/surface-context.ts';

interface ViewBlocksProps {
  readonly view: PageView;
  readonly draft?: Surface['draft'];
}

/** The blocks of a modal or Home, with what was entered in them. */
export const ViewBlocks = ({ view, draft }: ViewBlocksProps): ReactNode => {
  const surface = useMemo(
    () => ({
      on: { view: view.id },
      values: view.values,
      errors: view.errors,
      draft: draft ?? (() => undefined),
    }),
    [view, draft],
  );
  return (
    <SurfaceContext value={surface}>
      <BlockList blocks={view.blocks} />
    </SurfaceContext>
  );
};
