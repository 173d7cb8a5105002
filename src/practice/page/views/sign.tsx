import type { ReactNode } from 'react';

/** The page's own signs, drawn here: not every machine has a font with them. */
const PATHS = {
  eye: 'M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Zm6.5 2a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z',
  pin: 'M6 1.5h4l-.5 5 2 2.5h-7l2-2.5-.5-5ZM8 9v5.5',
  thread:
    'M2 3.5A1.5 1.5 0 0 1 3.5 2h9A1.5 1.5 0 0 1 14 3.5v6a1.5 1.5 0 0 1-1.5 1.5H7l-3 3v-3h-.5A1.5 1.5 0 0 1 2 9.5Z',
  close: 'M3.5 3.5l9 9m0-9l-9 9',
  send: 'M2 2.5 14 8 2 13.5 4 8Zm2 5.5h5',
  lock: 'M4 7h8v6.5H4ZM5.5 7V4.5a2.5 2.5 0 0 1 5 0V7',
  warning: 'M8 2 14.5 13.5h-13ZM8 6.5v3m0 2v.1',
  share: 'M9 3l4 4-4 4m4-4H6a3 3 0 0 0-3 3v3',
  bookmark: 'M4 2h8v12l-4-3-4 3Z',
  down: 'M8 2.5v11m-4-4 4 4 4-4',
} as const;

/** Decoration beside words that say the same; hidden from screen readers. */
export const Sign = ({ name }: { readonly name: keyof typeof PATHS }): ReactNode => (
  <svg className="sign" viewBox="0 0 16 16" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
);
