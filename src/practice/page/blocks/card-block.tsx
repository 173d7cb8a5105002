import type { ReactNode } from 'react';
import type { Block } from '../../page-api.ts';
import { ImageElement } from '../elements/image-element.tsx';
import { TextObject } from '../text/text-object.tsx';
import { ActionsBlock } from './actions-block.tsx';
import { blockIn } from './read-block.ts';

/** A card: image, title, subtitle, body, and buttons that work. */
export const CardBlock = ({ block }: { readonly block: Block }): ReactNode => {
  const image = blockIn(block, 'hero_image');
  return (
    <div className="card">
      {image !== null && <ImageElement image={image} />}
      {['title', 'subtitle', 'body'].map((part) => {
        const text = blockIn(block, part);
        return text === null ? null : (
          <div key={part} className={`card-${part}`}>
            <TextObject text={text} />
          </div>
        );
      })}
      {block['actions'] !== undefined && (
        <ActionsBlock block={{ block_id: block['block_id'], elements: block['actions'] }} />
      )}
    </div>
  );
};
