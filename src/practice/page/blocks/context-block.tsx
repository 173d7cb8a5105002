import type { ReactNode } from 'react';
import type { Block } from '../../page-api.ts';
import { ImageElement } from '../elements/image-element.tsx';
import { TextObject } from '../text/text-object.tsx';
import { blocksIn, typeOf } from './read-block.ts';

export const ContextBlock = ({ block }: { readonly block: Block }): ReactNode => (
  <div className="context">
    {blocksIn(block, 'elements').map((element, index) => (
      // Texts of a context have no identity: their order is the text.
      <div key={index}>
        {typeOf(element) === 'image' ? <ImageElement image={element} /> : <TextObject text={element} />}
      </div>
    ))}
  </div>
);
