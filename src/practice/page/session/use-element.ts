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
  /** What was entered here and not refused: shown at once, before the workspace has told of it. */
  readonly entered: PersonInput | undefined;
  readonly isBusy: boolean;
  /** Presses a button, or enters a choice. Asks first where the element has a confirm dialog. */
  readonly enter: (input?: PersonInput) => Promise<void>;
  /** Keeps what is being typed. */
  readonly draft: (input: PersonInput) => void;
}

export const useElement = ({ element, blockId, isInput }: PlacedElement): ElementControl => {
  const page = usePage();
  const { on, values, draft } = useSurface();
  const [busy, setBusy] = useState(0);
  const [entered, setEntered] = useState<PersonInput | undefined>(undefined);
  const actionId = stringIn(element, 'action_id');
  /** @returns false when it was refused or called off */
  const press = async (input?: PersonInput): Promise<boolean> => {
    const act = { kind: 'press', on, actionId, blockId } as const;
    const chosen = input === undefined ? act : { ...act, input };
    const result = await page.perform(chosen);
    if (result.code !== 'needs-confirm') return result.ok;
    const confirm = await page.confirm(result.confirm ?? {});
    return (await page.perform({ ...chosen, confirm })).ok && confirm;
  };
  const fill = async (view: string, input: PersonInput): Promise<boolean> => {
    draft({ blockId, actionId, input });
    return (await page.perform({ kind: 'fill', view, actionId, blockId, input })).ok;
  };
  const enter = async (input?: PersonInput): Promise<void> => {
    // A second press of a button that is under way is none; a second choice is another choice.
    if (input === undefined && busy > 0) return;
    setBusy((count) => count + 1);
    setEntered(input);
    const isDone = await (isInput && 'view' in on ? fill(on.view, input ?? null) : press(input));
    if (!isDone) setEntered((now) => (now === input ? undefined : now));
    setBusy((count) => count - 1);
  };
  return {
    value: values[blockId]?.[actionId] ?? null,
    entered,
    isBusy: busy > 0,
    enter,
    draft: (input) => draft({ blockId, actionId, input }),
  };
};
