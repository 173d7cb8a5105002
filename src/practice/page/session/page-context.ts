import { createContext, use } from 'react';
import type { ActResult, Block, PageState, PersonAct } from '../../page-api.ts';
import type { PlaceControl } from './use-place.ts';

export interface Page extends PlaceControl {
  readonly state: PageState;
  /** Does it as the person shown; what they must be told appears by itself. */
  readonly perform: (act: PersonAct) => Promise<ActResult>;
  /** Asks the question of an element's confirm object. */
  readonly confirm: (question: Block) => Promise<boolean>;
}

/** Provided once, around the whole page. */
export const PageContext = createContext<Page | null>(null);

export const usePage = (): Page => {
  const page = use(PageContext);
  if (page === null) throw new Error('This part stands outside of the page.');
  return page;
};

/** Whose zone times are shown in, and what 'today' is. */
export const useReader = (): { readonly timeZone: string; readonly now: Date } => {
  const { state } = usePage();
  return { timeZone: state.me.timeZone, now: new Date(state.now) };
};
