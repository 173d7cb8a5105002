/** Uploading in three steps: an address, the bytes, sharing. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { MAX_FILE_BYTES } from '../file-contents.ts';
import { addMessage } from '../model/messages.ts';
import { type FileState, nextId } from '../model/workspace-state.ts';
import type { World } from '../world.ts';
import { mimeTypeOf } from './mime-type.ts';
import {
  type Answer,
  badArguments,
  type MethodCall,
  type MethodFamily,
  rateLimited,
  refuse,
  succeed,
} from './method.ts';
import { threadOf, writableChannel } from './reach.ts';

const getUploadUrl = ({ world, args }: MethodCall): Answer => {
  const name = args.text('filename');
  const length = args.number('length');
  if (name === undefined) return badArguments('missing required field: filename');
  if (length === undefined || !Number.isInteger(length) || length < 1)
    return badArguments('length must be a whole number greater than 0');
  if (length > MAX_FILE_BYTES) return refuse('file_upload_size_restricted');
  const id = nextId(world.state, 'F');
  const uploadToken = randomBytes(18).toString('base64url');
  world.state.files[id] = {
    id,
    name,
    title: name,
    mimeType: mimeTypeOf(name),
    sizeBytes: length,
    altText: args.text('alt_txt') ?? args.text('alt_text') ?? null,
    uploadToken,
    status: 'awaiting',
    channels: [],
    createdAtMs: world.time.nowMs(),
  };
  return succeed({ upload_url: `${world.origin()}/upload/${uploadToken}`, file_id: id });
};

/**
 * The bytes of an upload.
 *
 * @returns the HTTP status and text Slack's upload server answers
 */
export const receiveUpload = async (
  world: World,
  uploadToken: string,
  bytes: Buffer,
): Promise<{ readonly status: number; readonly text: string }> => {
  const file = Object.values(world.state.files).find((each) => each.uploadToken === uploadToken);
  if (file === undefined || file.status !== 'awaiting') return { status: 404, text: 'no such upload' };
  if (bytes.length !== file.sizeBytes)
    return { status: 400, text: `expected ${file.sizeBytes} bytes, got ${bytes.length}` };
  await world.contents.write(file.id, bytes);
  file.status = 'uploaded';
  world.changed();
  return { status: 200, text: `OK - ${bytes.length}` };
};

const wantedFiles = z.array(z.looseObject({ id: z.string(), title: z.string().optional() })).min(1);

export const fileJson = (world: World, file: FileState): Record<string, unknown> => ({
  id: file.id,
  created: Math.floor(file.createdAtMs / 1000),
  name: file.name,
  title: file.title,
  mimetype: file.mimeType,
  filetype: file.name.split('.').at(-1) ?? 'binary',
  size: file.sizeBytes,
  user: world.state.app.botUserId,
  mode: 'hosted',
  is_external: false,
  is_public: true,
  channels: file.channels,
  url_private: `${world.origin()}/page/files/${file.id}`,
  url_private_download: `${world.origin()}/page/files/${file.id}?download=1`,
  permalink: `${world.origin()}/page/files/${file.id}`,
});

const completeUpload = (call: MethodCall): Answer => {
  const { world, args } = call;
  const json = args.json('files');
  const wanted = json.ok ? wantedFiles.safeParse(json.value) : null;
  if (wanted === null || !wanted.success) return badArguments('missing required field: files');
  const files: FileState[] = [];
  for (const each of wanted.data) {
    const file = Object.hasOwn(world.state.files, each.id) ? world.state.files[each.id] : undefined;
    if (file === undefined || file.status !== 'uploaded') return refuse('file_not_found');
    files.push(file);
  }
  if (args.text('channel_id') !== undefined) {
    const reached = writableChannel(call, 'channel_id');
    if (!reached.ok) return reached;
    if (!reached.channel.botIsMember) return refuse('not_in_channel');
    const thread = threadOf(call, reached.channel);
    if (!thread.ok) return thread;
    const waitSeconds = world.limits.takePost(reached.channel.id, world.time.nowMs());
    if (waitSeconds > 0) return rateLimited(waitSeconds);
    for (const file of files) file.channels.push(reached.channel.id);
    addMessage(
      world.state,
      {
        channel: reached.channel.id,
        threadTs: thread.threadTs,
        user: world.state.app.botUserId,
        botId: world.state.app.botId,
        text: args.text('initial_comment') ?? '',
        fileIds: files.map((file) => file.id),
      },
      world.time.nowMs(),
    );
  }
  for (const [index, file] of files.entries()) {
    file.title = wanted.data[index]?.title ?? file.title;
    file.status = 'shared';
  }
  world.changed();
  return succeed({ files: files.map((file) => fileJson(world, file)) });
};

const upload = { token: 'bot', scopes: ['files:write'], tier: 'T4' } as const;

export const FILE_METHODS: MethodFamily = {
  'files.getUploadURLExternal': { ...upload, handle: getUploadUrl },
  'files.completeUploadExternal': { ...upload, handle: completeUpload },
};
