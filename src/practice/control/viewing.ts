/** A person submits and closes modals and opens the app's Home. */
import { checkView } from '../blocks/check-view.ts';
import { z } from 'zod';
import { enteredValue, findElement, submissionFaults } from '../model/element-values.ts';
import { closedPayload, submissionPayload } from '../model/payloads.ts';
import { changeView, closeModals, openModal, topView, viewJson } from '../model/views.ts';
import { nextTs, type ViewState } from '../model/workspace-state.ts';
import type { ActResult, PersonAct } from '../page-api.ts';
import { type Acting, deliveryFailure, DONE, failed, newTrigger } from './acting.ts';

type Act<Kind extends PersonAct['kind']> = Extract<PersonAct, { kind: Kind }>;

const NOT_OPEN = 'This form is not open any more.';
/** What Slack shows when an app answers a submission with something it cannot use. */
const TROUBLE = 'We had some trouble connecting. Try again?';

const responseAction = z.discriminatedUnion('response_action', [
  z.strictObject({ response_action: z.literal('errors'), errors: z.record(z.string(), z.string()) }),
  z.strictObject({ response_action: z.literal('update'), view: z.unknown() }),
  z.strictObject({ response_action: z.literal('push'), view: z.unknown() }),
  z.strictObject({ response_action: z.literal('clear') }),
]);

/** Puts what the submission carries into the view. Returns what could not be put there. */
const enterValues = (view: ViewState, values: NonNullable<Act<'submit'>['values']>): string | null => {
  for (const [blockId, byAction] of Object.entries(values)) {
    for (const [actionId, input] of Object.entries(byAction)) {
      const placed = findElement(view.blocks, actionId, blockId);
      if (placed === undefined) return `The form has no field ${blockId}/${actionId}.`;
      const entered = enteredValue(placed.element, input);
      if (!entered.ok) return entered.message;
      view.values[blockId] = { ...view.values[blockId], [actionId]: entered.value };
    }
  }
  return null;
};

const showErrors = (acting: Acting, view: ViewState, errors: Readonly<Record<string, string>>): ActResult => {
  view.errors = { ...errors };
  acting.world.changed();
  return { ok: false, code: 'has-errors', message: 'Some fields need another look.', errors };
};

/** Takes the top view off, and everything when the view that is left says so. */
const closeAfterSubmit = (acting: Acting): ActResult => {
  closeModals(acting.world.state, acting.person.id, 'top');
  acting.world.changed();
  return DONE;
};

const showView = (
  acting: Acting,
  submitted: ViewState,
  answer: { readonly push: boolean; readonly view: unknown },
): ActResult => {
  const { world, person } = acting;
  const checked = checkView(answer.view, 'modal');
  if (!checked.ok) {
    world.log.warn(
      { error: checked.error, faults: checked.faults },
      'practice: the app answered with a bad view',
    );
    return failed(
      'bad-answer',
      `${TROUBLE} (${checked.faults.map((fault) => `${fault.message} at ${fault.pointer}`).join('; ') || checked.error})`,
    );
  }
  const content = { view: checked.view, blocks: checked.blocks };
  if (answer.push) {
    const opened = openModal(world.state, { user: person.id, content }, world.time.nowMs());
    if (!opened.ok) return failed('bad-answer', `${TROUBLE} (${opened.error})`);
  } else changeView(world.state, { view: submitted, content }, world.time.nowMs());
  world.changed();
  return DONE;
};

const applyAnswer = (acting: Acting, view: ViewState, body: unknown): ActResult => {
  if (body === undefined || body === '') return closeAfterSubmit(acting);
  const parsed = responseAction.safeParse(body);
  if (!parsed.success) return failed('bad-answer', `${TROUBLE} (not a response_action)`);
  const answer = parsed.data;
  switch (answer.response_action) {
    case 'errors': {
      const inputs = new Set(
        view.blocks.filter((block) => block['type'] === 'input').map((block) => block['block_id']),
      );
      const strange = Object.keys(answer.errors).find((blockId) => !inputs.has(blockId));
      if (strange !== undefined)
        return failed('bad-answer', `${TROUBLE} (errors name ${strange}, which is no input block)`);
      return showErrors(acting, view, answer.errors);
    }
    case 'clear':
      closeModals(acting.world.state, acting.person.id, 'all');
      acting.world.changed();
      return DONE;
    case 'update':
      return showView(acting, view, { push: false, view: answer.view });
    case 'push':
      return showView(acting, view, { push: true, view: answer.view });
  }
};

export const submit = async (acting: Acting, act: Act<'submit'>): Promise<ActResult> => {
  const { world, person, delivery } = acting;
  const view = topView(world.state, person.id);
  if (view === undefined || view.id !== act.view) return failed('not-there', NOT_OPEN);
  if (view.body['submit'] === undefined) return failed('not-there', 'This form has no submit button.');
  const misplaced = enterValues(view, act.values ?? {});
  if (misplaced !== null) return failed('not-there', misplaced);
  const faults = submissionFaults(view.blocks, view.values);
  if (Object.keys(faults).length > 0) return showErrors(acting, view, faults);
  view.errors = {};
  world.changed();
  const payload = submissionPayload(world.state, { person, view, triggerId: newTrigger(acting, view.id) });
  const result = await delivery.ask('interactive', payload);
  const failure = deliveryFailure(result);
  if (failure !== null) return { ...failure, message: `${TROUBLE} (${failure.message})` };
  // The app may have changed or closed the view while it was thinking.
  const still = world.state.views[view.id];
  return result.kind === 'acked' && still !== undefined ? applyAnswer(acting, still, result.body) : DONE;
};

/** Tells the app of each closed view that asked for it. */
const tellClosed = (acting: Acting, closed: readonly ViewState[], isCleared: boolean): void => {
  for (const view of closed) {
    if (view.body['notify_on_close'] !== true) continue;
    const payload = closedPayload(acting.world.state, { person: acting.person, view, isCleared });
    acting.delivery.ask('interactive', payload).catch((error: unknown) => {
      acting.world.log.warn({ error: String(error) }, 'practice: view_closed was not delivered');
    });
  }
};

export const close = (acting: Acting, act: Act<'close'>): ActResult => {
  const { world, person } = acting;
  const view = topView(world.state, person.id);
  if (view === undefined || view.id !== act.view) return failed('not-there', NOT_OPEN);
  const isCleared = act.all === true || view.body['clear_on_close'] === true;
  tellClosed(acting, closeModals(world.state, person.id, isCleared ? 'all' : 'top'), isCleared);
  world.changed();
  return DONE;
};

export const openHome = (acting: Acting, act: Act<'open-home'>): ActResult => {
  const { world, person } = acting;
  if (!world.state.app.hasHomeTab) return failed('refused', 'The app has no Home.');
  const view = world.state.views[world.state.homes[person.id] ?? ''];
  const channel = world.state.channels.find((each) => each.imWith === person.id);
  world.emit({
    type: 'app_home_opened',
    user: person.id,
    channel: channel?.id ?? '',
    tab: act.tab ?? 'home',
    ...(view === undefined ? {} : { view: viewJson(world.state, view) }),
    event_ts: nextTs(world.state, world.time.nowMs()),
  });
  return DONE;
};
