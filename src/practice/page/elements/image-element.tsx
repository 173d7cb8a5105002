import type { ReactNode } from 'react';
import type { Block } from '../../page-api.ts';
import { stringIn } from '../blocks/read-block.ts';

/** A small image. Pictures of other sites are not fetched: this page talks to its own workspace only. */
export const ImageElement = ({ image }: { readonly image: Block }): ReactNode => (
  <span
    className="image-stand-in"
    role="img"
    aria-label={stringIn(image, 'alt_text')}
    title={stringIn(image, 'alt_text')}
  >
    {stringIn(image, 'alt_text')}
  </span>
);
