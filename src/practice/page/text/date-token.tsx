import type { ReactNode } from 'react';
import { useReader } from '../session/page-context.ts';
import { formatDateToken, fullTime } from './format-date.ts';
import type { Piece } from './parse-mrkdwn.ts';
import { WorkspaceLink } from './workspace-link.tsx';

export const DateToken = ({ date }: { readonly date: Extract<Piece, { kind: 'date' }> }): ReactNode => {
  const reader = useReader();
  const words = formatDateToken(date, reader);
  const moment = new Date(date.seconds * 1000);
  if (Number.isNaN(moment.getTime())) return words;
  const shown = (
    <time dateTime={moment.toISOString()} title={fullTime(moment, reader)}>
      {words}
    </time>
  );
  return date.url === '' ? shown : <WorkspaceLink url={date.url}>{shown}</WorkspaceLink>;
};
