import type { ReactNode } from 'react';
import type { Block } from '../../page-api.ts';
import { TextObject } from '../text/text-object.tsx';
import { blockIn, stringIn } from './read-block.ts';

const SIGNS: Readonly<Record<string, readonly [sign: string, name: string]>> = {
  info: ['ℹ️', 'Information'],
  warning: ['⚠️', 'Warning'],
  error: ['⛔', 'Error'],
  success: ['✅', 'Success'],
};

export const AlertBlock = ({ block }: { readonly block: Block }): ReactNode => {
  const level = stringIn(block, 'level') || 'default';
  const [sign, name] = SIGNS[level] ?? ['🔔', 'Note'];
  return (
    <div role="status" className={`alert alert-${level}`}>
      <span role="img" aria-label={name}>
        {sign}
      </span>
      <TextObject text={blockIn(block, 'text') ?? {}} />
    </div>
  );
};
