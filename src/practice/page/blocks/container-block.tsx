import type { ComponentType, ReactNode } from 'react';
import type { Block } from '../../page-api.ts';
import { TextObject } from '../text/text-object.tsx';
import { LibraryBlock } from './library-block.tsx';
import { blockIn, blocksIn, typeOf } from './read-block.ts';

interface ContainerProps {
  readonly block: Block;
  readonly Nested: ComponentType<{ readonly blocks: readonly Block[] }>;
}

/** Blocks in blocks: a container, which may be folded, or a row of cards. */
export const ContainerBlock = ({ block, Nested }: ContainerProps): ReactNode => {
  if (typeOf(block) === 'carousel') {
    return (
      <div className="carousel">
        <Nested blocks={blocksIn(block, 'elements')} />
      </div>
    );
  }
  const title = blockIn(block, 'title');
  const richTitle = blockIn(block, 'rich_text_title');
  const subtitle = blockIn(block, 'subtitle');
  const heading = (
    <>
      {title !== null && (
        <strong>
          <TextObject text={title} />
        </strong>
      )}
      {richTitle !== null && <LibraryBlock block={richTitle} />}
      {subtitle !== null && (
        <small className="quiet">
          <TextObject text={subtitle} />
        </small>
      )}
    </>
  );
  const body = <Nested blocks={blocksIn(block, 'child_blocks')} />;
  if (block['is_collapsible'] !== true) {
    return (
      <div className="container">
        {heading}
        {body}
      </div>
    );
  }
  return (
    <details className="container" open={block['default_collapsed'] !== true}>
      <summary>{heading}</summary>
      {body}
    </details>
  );
};
