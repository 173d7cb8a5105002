import { type KeyboardEvent, useState } from 'react';
import type { PageState } from '../../page-api.ts';
import { type Completion, completionsFor } from './completions.ts';
import { type KeyMeaning, keyMeaning } from './key-meaning.ts';

export interface ComposerControl {
  readonly typed: string;
  readonly offers: readonly Completion[];
  /** Which offer has been moved to; -1: none. */
  readonly active: number;
  readonly type: (text: string) => void;
  readonly take: (offer: Completion | undefined) => void;
  readonly send: () => void;
  readonly onKey: (event: KeyboardEvent) => void;
}

/** What is being typed and what is offered for it. `onSend` gets the text, trimmed, never empty. */
export const useComposer = (state: PageState, onSend: (text: string) => void): ComposerControl => {
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(-1);
  const [isClosed, setIsClosed] = useState(false);
  const found = completionsFor(typed, state);
  const offers = isClosed || typed === '' ? [] : found.offers;
  const type = (text: string): void => {
    setTyped(text);
    setActive(-1);
    setIsClosed(false);
  };
  const take = (offer: Completion | undefined): void => {
    if (offer !== undefined) type(typed.slice(0, found.from) + offer.text);
  };
  const send = (): void => {
    const text = typed.trim();
    if (text === '') return;
    type('');
    onSend(text);
  };
  const meant: Record<KeyMeaning, () => void> = {
    next: () => setActive((active + 1) % offers.length),
    previous: () => setActive(active < 1 ? offers.length - 1 : active - 1),
    take: () => take(offers[Math.max(active, 0)]),
    close: () => setIsClosed(true),
    send,
  };
  const onKey = (event: KeyboardEvent): void => {
    const meaning = keyMeaning(event, { offers: offers.length, isActive: active !== -1 });
    // Enter that ends the writing of a Chinese or Japanese word sends nothing.
    if (meaning === null || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    meant[meaning]();
  };
  return { typed, offers, active, type, take, send, onKey };
};
