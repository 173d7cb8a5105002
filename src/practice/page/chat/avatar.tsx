import type { ReactNode } from 'react';
import type { PagePerson } from '../../page-api.ts';

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .map((word) => String.fromCodePoint(word.codePointAt(0) ?? 0x20))
    .slice(0, 2)
    .join('')
    .toUpperCase();

/** Initials on the person's colour. The name stands beside it wherever it is shown. */
export const Avatar = ({ person }: { readonly person: PagePerson }): ReactNode => (
  <span
    className={person.isBot ? 'avatar avatar-app' : 'avatar'}
    style={{ backgroundColor: person.color }}
    aria-hidden="true"
  >
    {initials(person.displayName)}
  </span>
);
