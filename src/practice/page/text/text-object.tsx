import type { ReactNode } from 'react';
import type { Block } from '../../page-api.ts';
import { stringIn, typeOf } from '../blocks/read-block.ts';
import { emojiOf } from './emoji.ts';
import { MrkdwnText } from './mrkdwn-text.tsx';

/** Plain text with the short names of emoji filled in, unless it asks for none. */
export const plainWords = (text: Block): string => {
  const words = stringIn(text, 'text');
  return text['emoji'] === false
    ? words
    : words.replaceAll(/:([a-z0-9_+-]{2,40}):/g, (_, name: string) => emojiOf(name));
};

/** A text object: mrkdwn or plain. */
export const TextObject = ({ text }: { readonly text: Block }): ReactNode =>
  typeOf(text) === 'mrkdwn' ? (
    <MrkdwnText text={stringIn(text, 'text')} />
  ) : (
    <span className="plain">{plainWords(text)}</span>
  );
