/** A person uses elements: buttons, menus, selects, pickers, inputs, and external selects that ask the app for options. */
import { enteredValue, kindOfElement, type PlacedElement } from '../model/element-values.ts';
import { actionPayload, suggestionPayload } from '../model/payloads.ts';
import { type ElementValue, nextTs } from '../model/workspace-state.ts';
import type { ActResult, Block, PersonAct, PersonInput } from '../page-api.ts';
import {
  type Acting,
  activeView,
  deliveryFailure,
  DONE,
  elementAt,
  failed,
  findPlace,
  newResponseUrl,
  newTrigger,
  type Place,
} from './acting.ts';

type Act<Kind extends PersonAct['kind']> = Extract<PersonAct, { kind: Kind }>;

const GONE = 'What you clicked is not there any more.';

const isBlock = (value: unknown): value is Block =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keeps what was entered in a view, so that it is sent with everything later. */
const hold = (place: Place, placed: PlacedElement, value: ElementValue): void => {
  if (!('view' in place) || kindOfElement(placed.element) === undefined) return;
  const { values } = place.view;
  values[placed.blockId] = { ...values[placed.blockId], [placed.actionId]: value };
};

const sendAction = async (
  acting: Acting,
  place: Place,
  acted: { readonly placed: PlacedElement; readonly value: ElementValue | null },
): Promise<ActResult> => {
  const { world, person, delivery } = acting;
  const on =
    'view' in place
      ? place
      : {
          ...place,
          responseUrl: newResponseUrl(acting, {
            channel: place.channel.id,
            threadTs: place.message.threadTs,
            originalTs: place.message.ts,
          }),
        };
  const payload = actionPayload(world.state, {
    person,
    ...acted,
    triggerId: newTrigger(acting, 'view' in place && place.view.type === 'modal' ? place.view.id : null),
    actionTs: nextTs(world.state, world.time.nowMs()),
    on,
  });
  return deliveryFailure(await delivery.ask('interactive', payload)) ?? DONE;
};

/** The value of feedback buttons and icon buttons, which are buttons with a fixed value. */
const fixedValue = (element: Block, input: PersonInput | undefined): ElementValue | null => {
  const type = String(element['type']);
  if (type === 'icon_button') return { type, value: element['value'] };
  if (type !== 'feedback_buttons') return null;
  const side = element[input === 'negative' ? 'negative_button' : 'positive_button'];
  return isBlock(side) ? { type, text: side['text'], value: side['value'] } : null;
};

export const press = async (acting: Acting, act: Act<'press'>): Promise<ActResult> => {
  const place = findPlace(acting, act.on);
  const placed = place === undefined ? undefined : elementAt(place, act);
  if (place === undefined || placed === undefined) return failed('not-there', GONE);
  const { element } = placed;
  if (!('view' in place) && place.channel.isArchived) return failed('refused', 'This channel is archived.');
  const isButton = ['button', 'workflow_button', 'icon_button', 'feedback_buttons'].includes(
    String(element['type']),
  );
  let value: ElementValue | null = fixedValue(element, act.input);
  if (!isButton) {
    const entered = enteredValue(element, act.input ?? null);
    if (!entered.ok) return failed('not-there', entered.message);
    value = entered.value;
  }
  if (isBlock(element['confirm'])) {
    if (act.confirm === undefined)
      return { ok: false, code: 'needs-confirm', message: '', confirm: element['confirm'] };
    if (!act.confirm) return { ok: true, code: 'called-off', message: '' };
  }
  if (value !== null) hold(place, placed, value);
  acting.world.changed();
  if (placed.block['type'] === 'input' && placed.block['dispatch_action'] !== true) return DONE;
  return await sendAction(acting, place, { placed, value });
};

export const fill = async (acting: Acting, act: Act<'fill'>): Promise<ActResult> => {
  const view = activeView(acting, act.view);
  if (view === undefined) return failed('not-there', 'This form is not open any more.');
  const place = { view };
  const placed = elementAt(place, act);
  if (placed === undefined) return failed('not-there', 'This field is not there any more.');
  const entered = enteredValue(placed.element, act.input);
  if (!entered.ok) return failed('not-there', entered.message);
  hold(place, placed, entered.value);
  delete view.errors[placed.blockId];
  acting.world.changed();
  if (placed.block['type'] === 'input' && placed.block['dispatch_action'] !== true) return DONE;
  return await sendAction(acting, place, { placed, value: entered.value });
};

const listOf = (body: unknown): readonly Block[] | null => {
  if (!isBlock(body)) return null;
  const list: unknown = body['options'] ?? body['option_groups'];
  return Array.isArray(list) ? list.filter(isBlock) : null;
};

export const suggest = async (acting: Acting, act: Act<'suggest'>): Promise<ActResult> => {
  const place = findPlace(acting, act.on);
  const placed = place === undefined ? undefined : elementAt(place, act);
  if (placed === undefined) return failed('not-there', GONE);
  const payload = suggestionPayload(acting.world.state, { person: acting.person, placed, query: act.query });
  const result = await acting.delivery.ask('interactive', payload);
  const failure = deliveryFailure(result);
  if (failure !== null) return failure;
  const options = result.kind === 'acked' ? listOf(result.body) : null;
  return options === null ? failed('bad-answer', 'The app sent no options.') : { ...DONE, options };
};
