import type { ReactNode } from 'react';
import type { Block } from '../../page-api.ts';
import { BlockView } from './block-view.tsx';
import { stringIn } from './read-block.ts';

export const BlockList = ({ blocks }: { readonly blocks: readonly Block[] }): ReactNode => (
  <div className="blocks">
    {blocks.map((block, index) => (
      // The workspace gives every block an id, the same one after every edit.
      <BlockView key={stringIn(block, 'block_id') || index} block={block} Nested={BlockList} />
    ))}
  </div>
);
