import { createContext, use } from 'react';
import type { Block, ElementPlace, PersonInput } from '../../page-api.ts';

/** Where blocks stand: a message, or a view with what was entered in it. */
export interface Surface {
  readonly on: ElementPlace;
  /** block id → action id → Slack's state value. */
  readonly values: Readonly<Record<string, Readonly<Record<string, Block>>>>;
  readonly errors: Readonly<Record<string, string>>;
  /** Keeps what is being typed until the form is sent. */
  readonly draft: (entry: {
    readonly blockId: string;
    readonly actionId: string;
    readonly input: PersonInput;
  }) => void;
}

export const SurfaceContext = createContext<Surface | null>(null);

export const useSurface = (): Surface => {
  const surface = use(SurfaceContext);
  if (surface === null) throw new Error('This block stands neither in a message nor in a view.');
  return surface;
};
