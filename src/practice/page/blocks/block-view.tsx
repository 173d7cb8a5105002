import type { ComponentType, ReactNode } from 'react';
import type { Block } from '../../page-api.ts';
import { ActionsBlock } from './actions-block.tsx';
import { AlertBlock } from './alert-block.tsx';
import { CardBlock } from './card-block.tsx';
import { ContainerBlock } from './container-block.tsx';
import { ContextBlock } from './context-block.tsx';
import { DataTable } from './data-table.tsx';
import { HeaderBlock } from './header-block.tsx';
import { ImageBlock } from './image-block.tsx';
import { InputBlock } from './input-block.tsx';
import { LibraryBlock } from './library-block.tsx';
import { typeOf } from './read-block.ts';
import { SectionBlock } from './section-block.tsx';

interface BlockProps {
  readonly block: Block;
  /** Renders the blocks inside of a block. */
  readonly Nested: ComponentType<{ readonly blocks: readonly Block[] }>;
}

type BlockComponent = (props: BlockProps) => ReactNode;

/** Rendered here: what holds mrkdwn or can be acted on. Everything else is the library's. */
const OWN: Readonly<Record<string, BlockComponent>> = {
  actions: ActionsBlock,
  alert: AlertBlock,
  card: CardBlock,
  carousel: ContainerBlock,
  container: ContainerBlock,
  context: ContextBlock,
  context_actions: ActionsBlock,
  data_table: DataTable,
  divider: () => <hr />,
  header: HeaderBlock,
  image: ImageBlock,
  input: InputBlock,
  section: SectionBlock,
  video: ImageBlock,
};

export const BlockView: BlockComponent = (props) => {
  const type = typeOf(props.block);
  const View = (Object.hasOwn(OWN, type) ? OWN[type] : undefined) ?? LibraryBlock;
  return <View {...props} />;
};
