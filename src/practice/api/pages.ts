/** Cursor pages of a list, as Slack's list methods answer. */
import type { Arguments } from './arguments.ts';
import { refuse, type Refusal } from './method.ts';

const MAX_PAGE = 1000;

export type Page<T> =
  | { readonly ok: true; readonly items: readonly T[]; readonly metadata: { readonly next_cursor: string } }
  | Refusal;

export const pageOf = <T>(items: readonly T[], args: Arguments, standard = 100): Page<T> => {
  const limit = Math.min(args.number('limit') ?? standard, MAX_PAGE);
  if (!Number.isInteger(limit) || limit < 1) return refuse('invalid_limit');
  const cursor = args.text('cursor');
  const decoded = cursor === undefined ? 'at:0' : Buffer.from(cursor, 'base64').toString();
  const start = Number(/^at:(\d+)$/.exec(decoded)?.[1] ?? Number.NaN);
  if (Number.isNaN(start)) return refuse('invalid_cursor');
  const end = start + limit;
  const next = end < items.length ? Buffer.from(`at:${end}`).toString('base64') : '';
  return { ok: true, items: items.slice(start, end), metadata: { next_cursor: next } };
};
