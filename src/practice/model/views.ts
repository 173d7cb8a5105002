/**
 * Modals and Home views.
 *
 * A person's modals are a stack of at most three. `views.open` and `views.push` put a view on it; submitting or closing takes the top
 * one off; `clear` and "close all" take all. A view that left the stack is forgotten: updating it answers `not_found`. A Home view is
 * replaced in place and keeps its id. Every change gives a new hash, and a writer who names another hash is refused.
 */
import type { Block } from '../blocks/check-blocks.ts';
import type { CheckedViewBody } from '../blocks/check-view.ts';
import { valuesOf } from './element-values.ts';
import { nextId, type ViewState, type WorkspaceState } from './workspace-state.ts';

export const MAX_STACK = 3;

export interface ViewContent {
  readonly view: CheckedViewBody;
  readonly blocks: readonly Block[];
}

const newHash = (state: WorkspaceState, nowMs: number): string =>
  `${Math.floor(nowMs / 1000)}.${nextId(state, 'h').toLowerCase()}`;

const withoutBlocks = (view: CheckedViewBody): Readonly<Record<string, unknown>> => {
  const { blocks: _blocks, ...body } = view;
  return body;
};

const withBlockIds = (blocks: readonly Block[], seed: string): Block[] =>
  blocks.map((block, index) =>
    block['block_id'] === undefined ? { ...block, block_id: `${seed}-${index}` } : block,
  );

export const stackOf = (state: WorkspaceState, user: string): string[] => (state.stacks[user] ??= []);

/** The view a person looks at, if a modal is open. */
export const topView = (state: WorkspaceState, user: string): ViewState | undefined =>
  state.views[stackOf(state, user).at(-1) ?? ''];

export const findView = (
  state: WorkspaceState,
  by: { readonly id?: string | undefined; readonly externalId?: string | undefined },
): ViewState | undefined =>
  by.id === undefined
    ? Object.values(state.views).find((view) => view.externalId !== null && view.externalId === by.externalId)
    : Object.hasOwn(state.views, by.id)
      ? state.views[by.id]
      : undefined;

export type OpenedView =
  | { readonly ok: true; readonly view: ViewState }
  | { readonly ok: false; readonly error: 'push_limit_reached' | 'duplicate_external_id' };

/** Puts a modal on top of a person's stack. */
export const openModal = (
  state: WorkspaceState,
  modal: { readonly user: string; readonly content: ViewContent },
  nowMs: number,
): OpenedView => {
  const { user, content } = modal;
  const stack = stackOf(state, user);
  if (stack.length >= MAX_STACK) return { ok: false, error: 'push_limit_reached' };
  const externalId = content.view.external_id ?? null;
  if (externalId !== null && findView(state, { externalId }) !== undefined)
    return { ok: false, error: 'duplicate_external_id' };
  const id = nextId(state, 'V');
  const blocks = withBlockIds(content.blocks, id);
  const view: ViewState = {
    id,
    type: 'modal',
    user,
    hash: newHash(state, nowMs),
    body: withoutBlocks(content.view),
    blocks,
    values: valuesOf(blocks),
    errors: {},
    rootId: stack[0] ?? id,
    previousId: stack.at(-1) ?? null,
    externalId,
  };
  state.views[id] = view;
  stack.push(id);
  return { ok: true, view };
};

/** Replaces what a view shows. What was entered stays where block id, action id and kind are the same. */
export const changeView = (
  state: WorkspaceState,
  change: { readonly view: ViewState; readonly content: ViewContent },
  nowMs: number,
): void => {
  const { view, content } = change;
  view.hash = newHash(state, nowMs);
  view.body = withoutBlocks(content.view);
  view.blocks = withBlockIds(content.blocks, `${view.id}-${view.hash}`);
  view.values = valuesOf(view.blocks, view.values);
  view.errors = {};
};

/** Publishes a person's Home view; the first time it comes into being. */
export const publishHome = (
  state: WorkspaceState,
  home: { readonly user: string; readonly content: ViewContent },
  nowMs: number,
): ViewState => {
  const known = state.views[state.homes[home.user] ?? ''];
  if (known !== undefined) {
    changeView(state, { view: known, content: home.content }, nowMs);
    return known;
  }
  const id = nextId(state, 'V');
  const blocks = withBlockIds(home.content.blocks, id);
  const view: ViewState = {
    id,
    type: 'home',
    user: home.user,
    hash: newHash(state, nowMs),
    body: withoutBlocks(home.content.view),
    blocks,
    values: valuesOf(blocks),
    errors: {},
    rootId: id,
    previousId: null,
    externalId: home.content.view.external_id ?? null,
  };
  state.views[id] = view;
  state.homes[home.user] = id;
  return view;
};

/** Takes the top modal, or all of them, off a person's stack. Returns what was closed, top first. */
export const closeModals = (state: WorkspaceState, user: string, which: 'top' | 'all'): ViewState[] => {
  const stack = stackOf(state, user);
  const closed: ViewState[] = [];
  while (stack.length > 0 && (which === 'all' || closed.length === 0)) {
    const id = stack.pop() ?? '';
    const view = state.views[id];
    if (view !== undefined) closed.push(view);
    delete state.views[id];
  }
  return closed;
};

/** A view as the API and the interaction payloads show it. */
export const viewJson = (state: WorkspaceState, view: ViewState): Record<string, unknown> => ({
  id: view.id,
  team_id: state.team.id,
  type: view.type,
  blocks: view.blocks,
  private_metadata: view.body['private_metadata'] ?? '',
  callback_id: view.body['callback_id'] ?? '',
  state: { values: view.values },
  hash: view.hash,
  title: view.body['title'] ?? { type: 'plain_text', text: 'View Title', emoji: true },
  clear_on_close: view.body['clear_on_close'] ?? false,
  notify_on_close: view.body['notify_on_close'] ?? false,
  close: view.body['close'] ?? null,
  submit: view.body['submit'] ?? null,
  previous_view_id: view.previousId,
  root_view_id: view.rootId,
  app_id: state.app.id,
  external_id: view.externalId ?? '',
  app_installed_team_id: state.team.id,
  bot_id: state.app.botId,
});
