/** The state file's shape. What does not match is not loaded, so that nothing trips over it later. */
import { z } from 'zod';
import type { WorkspaceState } from './workspace-state.ts';

const block = z.record(z.string(), z.unknown());
const text = z.string();
const list = z.array(text);

const message = z.strictObject({
  ts: text,
  channel: text,
  threadTs: text.nullable(),
  isBroadcast: z.boolean(),
  user: text,
  botId: text.nullable(),
  onlyFor: text.nullable(),
  text,
  blocks: z.array(block),
  attachments: z.array(block),
  metadata: z.unknown(),
  editedTs: text.nullable(),
  fileIds: list,
  reactions: z.array(z.strictObject({ name: text, users: list })),
});

const channel = z.strictObject({
  id: text,
  name: text,
  topic: text,
  purpose: text,
  isPrivate: z.boolean(),
  isArchived: z.boolean(),
  imWith: text.nullable(),
  members: list,
  botIsMember: z.boolean(),
  pins: list,
  bookmarks: z.array(z.strictObject({ id: text, title: text, link: text })),
  createdAtMs: z.number(),
});

const view = z.strictObject({
  id: text,
  type: z.enum(['modal', 'home']),
  user: text,
  hash: text,
  body: block,
  blocks: z.array(block),
  values: z.record(text, z.record(text, z.looseObject({ type: text }))),
  errors: z.record(text, text),
  rootId: text,
  previousId: text.nullable(),
  externalId: text.nullable(),
});

const file = z.strictObject({
  id: text,
  name: text,
  title: text,
  mimeType: text,
  sizeBytes: z.number(),
  altText: text.nullable(),
  uploadToken: text,
  status: z.enum(['awaiting', 'uploaded', 'shared']),
  channels: list,
  createdAtMs: z.number(),
});

const responseUrl = z.strictObject({
  token: text,
  user: text,
  channel: text,
  threadTs: text.nullable(),
  originalTs: text.nullable(),
  createdAtMs: z.number(),
  uses: z.number(),
});

const person = z.strictObject({
  id: text,
  name: text,
  realName: text,
  displayName: text,
  title: text,
  color: text,
  timeZone: text,
  isAdmin: z.boolean().exactOptional(),
  isRestricted: z.boolean().exactOptional(),
  isDeactivated: z.boolean().exactOptional(),
  email: text.exactOptional(),
});

const app = z.strictObject({
  id: text,
  name: text,
  botUserId: text,
  botId: text,
  botName: text,
  scopes: list,
  commands: z.array(z.strictObject({ command: text, description: text, usageHint: text })),
  shortcuts: z.array(z.strictObject({ type: z.enum(['message', 'global']), name: text, callbackId: text })),
  events: list,
  isInteractive: z.boolean(),
  hasHomeTab: z.boolean(),
  hasMessagesTab: z.boolean(),
  isMessagesTabWritable: z.boolean(),
  requestUrl: text.nullable(),
});

export const stateSchema: z.ZodType<WorkspaceState> = z.strictObject({
  version: z.literal(1),
  team: z.strictObject({ id: text, name: text, domain: text }),
  app,
  people: z.array(person),
  userGroups: z.array(
    z.strictObject({ id: text, handle: text, name: text, description: text, members: list }),
  ),
  channels: z.array(channel),
  messages: z.array(message),
  views: z.record(text, view),
  stacks: z.record(text, list),
  homes: z.record(text, text),
  files: z.record(text, file),
  responseUrls: z.record(text, responseUrl),
  serial: z.number(),
  lastTsMicros: z.number(),
  offsetMs: z.number(),
  botTokenRevoked: z.boolean(),
  secrets: z.strictObject({ botToken: text, appToken: text, signingSecret: text }),
});
