import { useState } from 'react';
import type { Block, PersonInput } from '../../page-api.ts';
import { stringIn } from '../blocks/read-block.ts';
import { usePage } from './page-context.ts';
import { useSurface } from './surface-context.ts';

/** An interactive element and where it stands. */
export interface PlacedElement {
  readonly element: Block;
  readonly blockId: string;
  /** In an input block: what is entered is sent with the form, not at once. */
  readonly isInput: boolean;
  /** For an element in an input block: the id of its label, and of its hint and error. */
  readonly labelledBy?: string;
  readonly describedBy?: string;
}

export interface ElementControl {
  /** Slack's state value; null where the surface holds none (messages) or nothing was entered. */
  readonly value: Block | null;
  readonly isBusy: boolean;
  /** Presses a button, or enters a choice. Asks first where the element has a confirm dialog. */
  readonly enter: (input?: PersonInput) => Promise<void>;
  /** Keeps what is being typed. */
  readonly draft: (input: PersonInput) => void;
}

export const useElement = ({ element, blockId, isInput }: PlacedElement): ElementControl => {
  const page = usePage();
  const surface = useSurface();
  const [isBusy, setIsBusy] = useState(false);
  const actionId = stringIn(element, 'action_id');
  const press = async (input?: PersonInput): Promise<void> => {
    const act = { kind: 'press', on: surface.on, actionId, blockId } as const;
    const entered = input === undefined ? act : { ...act, input };
    const result = await page.perform(entered);
    if (result.code !== 'needs-confirm') return;
    const confirm = await page.confirm(result.confirm ?? {});
    await page.perform({ ...entered, confirm });
  };
  const enter = async (input?: PersonInput): Promise<void> => {
    if (isBusy) return;
    setIsBusy(true);
    try {
      if (isInput && 'view' in surface.on)
        await page.perform({ kind: 'fill', view: surface.on.view, actionId, blockId, input: input ?? null });
      else await press(input);
    } finally {
      setIsBusy(false);
    }
  };
  return {
    value: surface.values[blockId]?.[actionId] ?? null,
    isBusy,
    enter,
    draft: (input) => surface.draft({ blockId, actionId, input }),
  };
};
