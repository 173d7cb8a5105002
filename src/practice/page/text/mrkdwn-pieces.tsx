import { Fragment, type ReactNode } from 'react';
import { DateToken } from './date-token.tsx';
import { emojiOf } from './emoji.ts';
import { MentionToken } from './mention-token.tsx';
import type { Piece } from './parse-mrkdwn.ts';
import { WorkspaceLink } from './workspace-link.tsx';

const STYLES = { bold: 'strong', italic: 'em', strike: 's', quote: 'blockquote' } as const;

const rendered = (piece: Piece): ReactNode => {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'code':
      return <code>{piece.text}</code>;
    case 'preformatted':
      return <pre>{piece.text}</pre>;
    case 'emoji':
      return emojiOf(piece.name);
    case 'link':
      return <WorkspaceLink url={piece.url}>{piece.label}</WorkspaceLink>;
    case 'date':
      return <DateToken date={piece} />;
    case 'user':
    case 'channel':
    case 'group':
    case 'broadcast':
      return <MentionToken piece={piece} />;
    case 'bold':
    case 'italic':
    case 'strike':
    case 'quote': {
      const Tag = STYLES[piece.kind];
      return (
        <Tag>
          <MrkdwnPieces pieces={piece.pieces} />
        </Tag>
      );
    }
  }
};

export const MrkdwnPieces = ({ pieces }: { readonly pieces: readonly Piece[] }): ReactNode =>
  // Pieces have no identity of their own: their order is the text.
  pieces.map((piece, index) => <Fragment key={index}>{rendered(piece)}</Fragment>);
