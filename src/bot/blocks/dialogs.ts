import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import { ENVIRONMENTS, type Environment } from '#domain/plan/plan-schema.ts';
import type { RunView } from '#engine/desk.ts';
import type { PlanRecord } from '#engine/ports.ts';
import { LIMITS } from './limits.ts';
import { joined, type Markup, markup } from './markup.ts';
import { type Message, plainText, section } from './message.ts';
import { runTitle, stateOf } from './run-words.ts';

export const TEST_SAMPLE_DIALOG = 'lockstep.dialog.test-sample';
export const CANCEL_DIALOG = 'lockstep.dialog.cancel';
/** Input blocks of the test sample's dialog; the action inside each has the same name. */
export const DIALOG_INPUTS = { target: 'target', percent: 'percent' } as const;

const title = (text: string): ReturnType<typeof plainText> => plainText(text, LIMITS.viewTitle);

/** Opened at once with the fresh trigger, while the rest is being looked up. */
export const renderLoading = (): ModalView => ({
  type: 'modal',
  title: title('Lockstep'),
  close: plainText('Close', LIMITS.viewTitle),
  blocks: [section(markup`⏳ One moment: looking up where things stand.`)],
});

/** The last page of a dialog: what came of it. */
export const renderOutcome = (outcome: Message): ModalView => ({
  type: 'modal',
  title: title('Lockstep'),
  close: plainText('Close', LIMITS.viewTitle),
  blocks: outcome.blocks.slice(0, LIMITS.blocksPerView).filter((block) => block.type !== 'data_table'),
});

export interface SampleTarget {
  readonly plan: PlanRecord;
  readonly environment: Environment;
}

const optionOf = (target: SampleTarget): PlainTextOption => ({
  text: plainText(`${target.plan.title}, ${target.environment}`, LIMITS.optionText),
  value: `${target.plan.name} ${target.environment}`,
});

/** The other way round. Null for what no option of ours says. */
export const readTarget = (value: string): { plan: string; environment: Environment } | null => {
  const [plan = '', typed] = value.split(' ');
  const environment = ENVIRONMENTS.find((candidate) => candidate === typed);
  return environment === undefined || plan === '' ? null : { plan, environment };
};

/** Where, and how much. With one target left there is nothing to choose: it is the confirmation for production. */
export const renderTestSampleDialog = (
  targets: readonly SampleTarget[],
  filled: { readonly percent: number | null; readonly privateMetadata: string },
): ModalView => {
  const options = targets.slice(0, LIMITS.options).map(optionOf);
  const [only] = options.length === 1 ? options : [];
  const production = targets.some((target) => target.environment === 'production');
  const where: InputBlock = {
    type: 'input',
    block_id: DIALOG_INPUTS.target,
    label: plainText('Plan and environment', 200),
    element: {
      type: 'static_select',
      action_id: DIALOG_INPUTS.target,
      placeholder: plainText('Choose', 50),
      options,
      ...(only === undefined ? {} : { initial_option: only }),
    },
  };
  const percent: InputBlock = {
    type: 'input',
    block_id: DIALOG_INPUTS.percent,
    optional: true,
    label: plainText('Share of the records, in percent', 200),
    hint: plainText('From above 0 to 100. Empty: the share that the plan names.', 200),
    element: {
      type: 'plain_text_input',
      action_id: DIALOG_INPUTS.percent,
      max_length: 20,
      ...(filled.percent === null ? {} : { initial_value: String(filled.percent) }),
    },
  };
  return {
    type: 'modal',
    callback_id: TEST_SAMPLE_DIALOG,
    private_metadata: filled.privateMetadata,
    title: title('Test sample'),
    submit: plainText('Start', LIMITS.viewTitle),
    close: plainText('Not now', LIMITS.viewTitle),
    blocks: [
      section(
        joined(
          [
            markup`A sample is moved, compared field by field, and stays in the destination until somebody removes it.`,
            production
              ? markup`⚠️ *production* is the live destination: the sample will be visible to its users.`
              : markup``,
          ],
          '\n',
        ),
      ),
      where,
      percent,
    ],
  };
};

/** Asks once more before a run ends for good. */
export const renderCancelDialog = (view: RunView, privateMetadata: string): ModalView => {
  const said: Markup = markup`*${runTitle(view)}* (${stateOf(view.run).word.toLowerCase()}) ends for good. What it has written stays in the destination and is known; it can be removed.`;
  return {
    type: 'modal',
    callback_id: CANCEL_DIALOG,
    private_metadata: privateMetadata,
    title: title('Cancel the run?'),
    submit: plainText('Cancel the run', LIMITS.viewTitle),
    close: plainText('Let it go on', LIMITS.viewTitle),
    blocks: [section(said)],
  };
};
