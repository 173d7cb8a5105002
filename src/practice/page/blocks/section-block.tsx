import type { ReactNode } from 'react';
import type { Block } from '../../page-api.ts';
import { ElementView } from '../elements/element-view.tsx';
import { TextObject } from '../text/text-object.tsx';
import { blockIn, blocksIn, stringIn } from './read-block.ts';

/** Text, fields in two columns, and one element beside them. */
export const SectionBlock = ({ block }: { readonly block: Block }): ReactNode => {
  const text = blockIn(block, 'text');
  const fields = blocksIn(block, 'fields');
  const accessory = blockIn(block, 'accessory');
  return (
    <div className="section">
      <div className="section-text">
        {text !== null && <TextObject text={text} />}
        {fields.length > 0 && (
          <div className="fields">
            {fields.map((field, index) => (
              // Fields have no identity: their order is the text.
              <div key={index}>
                <TextObject text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {accessory !== null && (
        <ElementView element={accessory} blockId={stringIn(block, 'block_id')} isInput={false} />
      )}
    </div>
  );
};
