/** views.*: https://docs.slack.dev/reference/methods?family=views */
import { faultMessages } from '../blocks/check-blocks.ts';
import { checkView } from '../blocks/check-view.ts';
import { changeView, findView, openModal, publishHome, type ViewContent, viewJson } from '../model/views.ts';
import { findPerson, type ViewState } from '../model/workspace-state.ts';
import {
  type Answer,
  badArguments,
  type MethodCall,
  type MethodFamily,
  refuse,
  type Refusal,
  succeed,
} from './method.ts';

type Content = ({ readonly ok: true } & ViewContent) | Refusal;

const contentOf = ({ args }: MethodCall, expected: 'modal' | 'home'): Content => {
  if (!args.has('view')) return badArguments('missing required field: view');
  const json = args.json('view');
  if (!json.ok) return badArguments('failed to parse view as JSON [json-pointer:/view]');
  const checked = checkView(json.value, expected);
  if (checked.ok) return { ok: true, view: checked.view, blocks: checked.blocks };
  return refuse(checked.error, { response_metadata: { messages: faultMessages(checked.faults) } });
};

/** Opens on a trigger. `push` needs the trigger of something done inside a modal that is still open. */
const open =
  (isPush: boolean) =>
  (call: MethodCall): Answer => {
    const { world, args } = call;
    const triggerId = args.text('trigger_id') ?? args.text('interactivity_pointer');
    if (triggerId === undefined) return badArguments('missing required field: trigger_id');
    const content = contentOf(call, 'modal');
    if (!content.ok) return content;
    const trigger = world.triggers.check(triggerId, world.time.nowMs());
    if (!trigger.ok) return refuse(trigger.error);
    if (isPush && findView(world.state, { id: trigger.viewId ?? '' })?.type !== 'modal')
      return refuse('invalid_trigger_id');
    const opened = openModal(world.state, { user: trigger.user, content }, world.time.nowMs());
    if (!opened.ok) return refuse(opened.error);
    world.triggers.spend(triggerId);
    world.changed();
    return succeed({ view: viewJson(world.state, opened.view) });
  };

const conflicts = (call: MethodCall, view: ViewState | undefined): boolean => {
  const hash = call.args.text('hash');
  return hash !== undefined && view !== undefined && hash !== view.hash;
};

const update = (call: MethodCall): Answer => {
  const { world, args } = call;
  const id = args.text('view_id');
  const externalId = args.text('external_id');
  if ((id === undefined) === (externalId === undefined))
    return badArguments('must provide exactly one of view_id and external_id');
  const view = findView(world.state, { id, externalId });
  if (view === undefined) return refuse('not_found');
  const content = contentOf(call, view.type);
  if (!content.ok) return content;
  if (conflicts(call, view)) return refuse('hash_conflict');
  changeView(world.state, { view, content }, world.time.nowMs());
  world.changed();
  return succeed({ view: viewJson(world.state, view) });
};

const publish = (call: MethodCall): Answer => {
  const { world, args } = call;
  const user = args.text('user_id');
  if (user === undefined) return badArguments('missing required field: user_id');
  if (!world.state.app.hasHomeTab) return refuse('not_enabled');
  if (findPerson(world.state, user) === undefined) return refuse('user_not_found');
  const content = contentOf(call, 'home');
  if (!content.ok) return content;
  if (conflicts(call, world.state.views[world.state.homes[user] ?? ''])) return refuse('hash_conflict');
  const view = publishHome(world.state, { user, content }, world.time.nowMs());
  world.changed();
  return succeed({ view: viewJson(world.state, view) });
};

const views = { token: 'bot', scopes: [], tier: 'T4' } as const;

export const VIEW_METHODS: MethodFamily = {
  'views.open': { ...views, handle: open(false) },
  'views.push': { ...views, handle: open(true) },
  'views.update': { ...views, handle: update },
  'views.publish': { ...views, handle: publish },
};
