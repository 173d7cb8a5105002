import type { ReactNode } from 'react';
import { placeOfPermalink } from '../session/place.ts';
import { usePage } from '../session/page-context.ts';

/** A link. One to a message of this workspace stays on this page, as the person who acts here. */
export const WorkspaceLink = ({
  url,
  children,
}: {
  readonly url: string;
  readonly children: ReactNode;
}): ReactNode => {
  const { place, go } = usePage();
  const here = placeOfPermalink(url, location.origin, place.as);
  if (here === null) {
    return (
      <a href={url} target="_blank" rel="noreferrer noopener">
        {children}
      </a>
    );
  }
  return (
    <a
      href={url}
      onClick={(event) => {
        event.preventDefault();
        go(here);
      }}
    >
      {children}
    </a>
  );
};
