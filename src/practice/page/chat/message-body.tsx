import type { ReactNode } from 'react';
import type { Block, PageMessage } from '../../page-api.ts';
import { BlockList } from '../blocks/block-list.tsx';
import { blocksIn, stringIn } from '../blocks/read-block.ts';
import { MrkdwnText } from '../text/mrkdwn-text.tsx';
import { FileCard } from './file-card.tsx';

const Attachment = ({ attachment }: { readonly attachment: Block }): ReactNode => {
  const blocks = blocksIn(attachment, 'blocks');
  const color = stringIn(attachment, 'color');
  return (
    <div className="attachment" style={/^#[0-9a-f]{6}$/i.test(color) ? { borderColor: color } : undefined}>
      {blocks.length > 0 ? (
        <BlockList blocks={blocks} />
      ) : (
        <MrkdwnText text={stringIn(attachment, 'text') || stringIn(attachment, 'fallback')} />
      )}
    </div>
  );
};

/** Blocks, or the text where there are none; then attachments and files. */
export const MessageBody = ({ message }: { readonly message: PageMessage }): ReactNode => (
  <>
    {message.blocks.length > 0 ? <BlockList blocks={message.blocks} /> : <MrkdwnText text={message.text} />}
    {message.isEdited && <small className="quiet edited">(edited)</small>}
    {message.attachments.map((attachment, index) => (
      // Attachments have no identity but their place.
      <Attachment key={index} attachment={attachment} />
    ))}
    {message.files.map((file) => (
      <FileCard key={file.id} file={file} />
    ))}
  </>
);
