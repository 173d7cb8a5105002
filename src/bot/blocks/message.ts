import type { Button, KnownBlock, PlainTextElement } from '@slack/types';
import type { ButtonAction } from '#engine/delivery-ports.ts';
import { LIMITS } from './limits.ts';
import { cutMarkup, joined, type Markup, plain } from './markup.ts';

/** A message as it is sent. `text` says the same as the blocks: for notifications, screen readers and other windows. */
export interface Message {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** Opaque ids of the buttons that a message may show. What has no id is not shown. */
export type ButtonIds = Readonly<Partial<Record<ButtonAction, string>>>;

export const BUTTON_PREFIX = 'lockstep.button.';

export const message = (text: Markup, blocks: readonly KnownBlock[]): Message => ({
  text: cutMarkup(text, LIMITS.messageText).markup,
  blocks: blocks.slice(0, LIMITS.blocksPerMessage),
});

/** A message of a few lines without buttons. */
export const note = (...paragraphs: readonly Markup[]): Message => {
  const filled = paragraphs.filter((paragraph) => paragraph.markup !== '');
  return message(joined(filled, '\n'), filled.map(section));
};

/** The same message with one line more at its end; the same message where the line is empty. */
export const withLine = (said: Message, line: Markup): Message =>
  line.markup === ''
    ? said
    : message({ markup: `${said.text}\n${line.markup}` }, [...said.blocks, section(line)]);

export const plainText = (text: string, limit: number): PlainTextElement => ({
  type: 'plain_text',
  text: plain(text, limit),
  emoji: true,
});

export const header = (text: string): KnownBlock => ({
  type: 'header',
  text: plainText(text, LIMITS.headerText),
});

/** `verbatim`: Slack turns no address or name inside into a link or a mention of its own accord. */
export const section = (text: Markup): KnownBlock => ({
  type: 'section',
  text: { type: 'mrkdwn', text: cutMarkup(text, LIMITS.sectionText).markup || '–', verbatim: true },
});

export const context = (...parts: readonly Markup[]): KnownBlock => ({
  type: 'context',
  elements: parts
    .filter((part) => part.markup !== '')
    .slice(0, LIMITS.contextElements)
    .map((part) => ({ type: 'mrkdwn', text: cutMarkup(part, 2000).markup, verbatim: true })),
});

interface ButtonLook {
  readonly label: string;
  readonly style?: 'primary' | 'danger';
  readonly confirm?: {
    readonly title: string;
    readonly text: string;
    readonly yes: string;
    readonly no: string;
  };
}

const BUTTON_LOOKS: Record<ButtonAction, ButtonLook> = {
  pause: { label: 'Pause' },
  resume: { label: 'Resume', style: 'primary' },
  cancel: {
    label: 'Cancel the run',
    style: 'danger',
    confirm: {
      title: 'Cancel this run?',
      text: 'It ends for good. What it has written stays in the destination and is known; it can be removed.',
      yes: 'Cancel the run',
      no: 'Let it go on',
    },
  },
  look: { label: 'Look at the sample' },
  'remove-sample': {
    label: 'Remove the sample',
    style: 'danger',
    confirm: {
      title: 'Remove the sample?',
      text: 'Every record that Lockstep created in this environment is taken out of the destination again. Records that were there before stay.',
      yes: 'Remove it',
      no: 'Keep it',
    },
  },
  'run-again': { label: 'Run again' },
  retry: { label: 'Try these again' },
  'export-quarantine': { label: 'Export as CSV' },
};

const button = (action: ButtonAction, id: string): Button => {
  const look = BUTTON_LOOKS[action];
  return {
    type: 'button',
    action_id: `${BUTTON_PREFIX}${action}`,
    value: id,
    text: plainText(look.label, LIMITS.buttonText),
    ...(look.style === undefined ? {} : { style: look.style }),
    ...(look.confirm === undefined
      ? {}
      : {
          confirm: {
            title: plainText(look.confirm.title, LIMITS.confirmTitle),
            text: plainText(look.confirm.text, LIMITS.confirmText),
            confirm: plainText(look.confirm.yes, LIMITS.confirmButton),
            deny: plainText(look.confirm.no, LIMITS.confirmButton),
            style: look.style === 'danger' ? 'danger' : 'primary',
          },
        }),
  };
};

/** A row of the buttons that have an id, in the order given; no block at all where none has. */
export const buttonRow = (actions: readonly ButtonAction[], ids: ButtonIds): KnownBlock[] => {
  const shown = actions.flatMap((action) => {
    const id = ids[action];
    return id === undefined ? [] : [button(action, id)];
  });
  return shown.length === 0 ? [] : [{ type: 'actions', elements: shown }];
};

/** Blocks of a section, only where there is something to say. */
export const sectionOf = (title: string, body: Markup): KnownBlock[] =>
  body.markup === '' ? [] : [section(joined([{ markup: `*${title}*` }, body], '\n'))];
