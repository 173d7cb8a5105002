import { type ReactNode, useMemo } from 'react';
import { type Block as LibraryBlockType, Message } from 'slack-blocks-to-jsx';
import type { Block } from '../../page-api.ts';
import { usePage } from '../session/page-context.ts';
import { DateToken } from '../text/date-token.tsx';
import { MentionToken } from '../text/mention-token.tsx';
import { WorkspaceLink } from '../text/workspace-link.tsx';

/** Names come from our state: nothing is looked up elsewhere. */
const hooks: NonNullable<Parameters<typeof Message>[0]['hooks']> = {
  user: ({ id, name }) => <MentionToken piece={{ kind: 'user', id, label: name }} />,
  channel: ({ id, name }) => <MentionToken piece={{ kind: 'channel', id, label: name }} />,
  usergroup: ({ id, name }) => <MentionToken piece={{ kind: 'group', id, label: name }} />,
  atChannel: () => <MentionToken piece={{ kind: 'broadcast', range: 'channel' }} />,
  atEveryone: () => <MentionToken piece={{ kind: 'broadcast', range: 'everyone' }} />,
  atHere: () => <MentionToken piece={{ kind: 'broadcast', range: 'here' }} />,
  date: ({ timestamp, format, link, fallback }) => (
    <DateToken date={{ kind: 'date', seconds: Number(timestamp), format, url: link ?? '', fallback }} />
  ),
  link: ({ href, children }) => <WorkspaceLink url={href}>{children}</WorkspaceLink>,
};

/** Blocks that are only looked at: rich text, markdown, charts, tables, task lists. */
export const LibraryBlock = ({ block }: { readonly block: Block }): ReactNode => {
  const { state } = usePage();
  const data = useMemo(
    () => ({
      users: [state.app.botUser, ...state.people].map(({ id, displayName }) => ({ id, name: displayName })),
      channels: state.channels.map(({ id, name }) => ({ id, name })),
      user_groups: state.userGroups.map(({ id, handle }) => ({ id, name: handle })),
    }),
    [state],
  );
  // The workspace has held the block against Slack's own rules before it got here.
  const known = block as unknown as LibraryBlockType;
  return (
    <div className="library">
      <Message blocks={[known]} name="" logo="" withoutWrapper data={data} hooks={hooks} />
    </div>
  );
};
