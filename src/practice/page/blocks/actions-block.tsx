import type { ReactNode } from 'react';
import type { Block } from '../../page-api.ts';
import { ElementView } from '../elements/element-view.tsx';
import { blocksIn, stringIn } from './read-block.ts';

export const ActionsBlock = ({ block }: { readonly block: Block }): ReactNode => (
  <div className="actions">
    {blocksIn(block, 'elements').map((element, index) => (
      <ElementView
        key={stringIn(element, 'action_id') || index}
        element={element}
        blockId={stringIn(block, 'block_id')}
        isInput={false}
      />
    ))}
  </div>
);
