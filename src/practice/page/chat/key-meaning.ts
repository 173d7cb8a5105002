export type KeyMeaning = 'next' | 'previous' | 'take' | 'close' | 'send';

interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
}

/**
 * What a key means in the composer. Null: what it means in any text field, such as a new line for Shift+Enter.
 * @param offers how many completions are offered; `isActive`: one of them has been moved to
 */
export const keyMeaning = (
  { key, shiftKey }: Key,
  { offers, isActive }: { readonly offers: number; readonly isActive: boolean },
): KeyMeaning | null => {
  if (key === 'Enter' && !shiftKey) return isActive ? 'take' : 'send';
  if (offers === 0) return null;
  if (key === 'ArrowDown') return 'next';
  if (key === 'ArrowUp') return 'previous';
  if (key === 'Tab' && !shiftKey) return 'take';
  return key === 'Escape' ? 'close' : null;
};
