import type { ReactNode } from 'react';
import type { Block } from '../../page-api.ts';
import { WorkspaceLink } from '../text/workspace-link.tsx';
import { stringIn, wordsIn } from './read-block.ts';

/** An image or a video, as its title, its description and a link: this page fetches nothing from elsewhere. */
export const ImageBlock = ({ block }: { readonly block: Block }): ReactNode => {
  const title = wordsIn(block, 'title');
  const described = stringIn(block, 'alt_text');
  const url = stringIn(block, 'title_url') || stringIn(block, 'image_url') || stringIn(block, 'video_url');
  return (
    <figure className="image">
      <div role="img" aria-label={described}>
        {described}
      </div>
      <figcaption>
        {title} {url !== '' && <WorkspaceLink url={url}>{url}</WorkspaceLink>}
      </figcaption>
    </figure>
  );
};
