/** The acts of a person as they come over HTTP. */
import { z } from 'zod';
import type { PageActRequest, PersonAct } from '../page-api.ts';

const id = z.string().min(1).max(64);
const input = z.union([z.string(), z.number(), z.null(), z.array(z.string())]);
const message = z.strictObject({ channel: id, ts: id });
const place = z.union([message, z.strictObject({ view: id })]);
const element = { actionId: z.string().max(255), blockId: z.string().max(255).exactOptional() };
const typed = z.string().max(40_000);

const act = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('command'), channel: id, text: typed, threadTs: id.exactOptional() }),
  z.strictObject({ kind: z.literal('say'), channel: id, text: typed, threadTs: id.exactOptional() }),
  z.strictObject({
    kind: z.literal('press'),
    on: place,
    ...element,
    input: input.exactOptional(),
    confirm: z.boolean().exactOptional(),
  }),
  z.strictObject({ kind: z.literal('fill'), view: id, ...element, input }),
  z.strictObject({
    kind: z.literal('submit'),
    view: id,
    values: z.record(z.string(), z.record(z.string(), input)).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('close'), view: id, all: z.boolean().exactOptional() }),
  z.strictObject({ kind: z.literal('open-home'), tab: z.enum(['home', 'messages']).exactOptional() }),
  z.strictObject({ kind: z.literal('shortcut'), callbackId: z.string(), on: message.exactOptional() }),
  z.strictObject({ kind: z.literal('react'), channel: id, ts: id, name: z.string().max(100) }),
  z.strictObject({ kind: z.literal('suggest'), on: place, ...element, query: z.string().max(1000) }),
]) satisfies z.ZodType<PersonAct>;

export const actRequestSchema = z.strictObject({ as: id, act }) satisfies z.ZodType<PageActRequest>;
