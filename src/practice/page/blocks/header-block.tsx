import type { ReactNode } from 'react';
import type { Block } from '../../page-api.ts';
import { plainWords } from '../text/text-object.tsx';
import { blockIn } from './read-block.ts';

export const HeaderBlock = ({ block }: { readonly block: Block }): ReactNode => (
  <h3 className="header">{plainWords(blockIn(block, 'text') ?? {})}</h3>
);
