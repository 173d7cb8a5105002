import { describe, expect, it } from 'vitest';
import type { Surface } from '#practice/blocks/block-table.ts';
import { checkBlocks, faultMessages } from '#practice/blocks/check-blocks.ts';
import { checkView } from '#practice/blocks/check-view.ts';

type Json = Record<string, unknown>;

const plain = (text: string): Json => ({ type: 'plain_text', text });
const mrkdwn = (text: string): Json => ({ type: 'mrkdwn', text });
const long = (characters: number): string => 'x'.repeat(characters);
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const section = (facts: Json = {}): Json => ({ type: 'section', text: mrkdwn('hello'), ...facts });
const button = (facts: Json = {}): Json => ({ type: 'button', action_id: 'go', text: plain('Go'), ...facts });
const actions = (...elements: Json[]): Json => ({ type: 'actions', elements });
const option = (value: string, facts: Json = {}): Json => ({ text: plain('Option'), value, ...facts });
const select = (facts: Json = {}): Json => ({
  type: 'static_select',
  action_id: 'pick',
  options: [option('a')],
  ...facts,
});
const input = (element: Json, facts: Json = {}): Json => ({
  type: 'input',
  label: plain('Label'),
  element: { action_id: 'field', ...element },
  ...facts,
});
const cell = (text: string): Json => ({ type: 'raw_text', text });
const rich = (text: string): Json => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
});
const dataTable = (rows: Json[][], facts: Json = {}): Json => ({
  type: 'data_table',
  caption: 'Counts',
  rows,
  ...facts,
});
const row = (cells: number): Json[] => times(cells, (index) => cell(`c${index}`));
const series = (name: string, labels: string[]): Json => ({
  name,
  data: labels.map((label) => ({ label, value: 1 })),
});
const chart = (facts: Json = {}, title = 'Trend'): Json => ({
  type: 'data_visualization',
  title,
  chart: {
    type: 'line',
    series: [series('errors', ['Mon', 'Tue'])],
    axis_config: { categories: ['Mon', 'Tue'] },
    ...facts,
  },
});
const pie = (segments: Json[]): Json => ({
  type: 'data_visualization',
  title: 'Share',
  chart: { type: 'pie', segments },
});
const card = (facts: Json = {}): Json => ({ type: 'card', title: mrkdwn('Run 1'), ...facts });
const alert = (facts: Json = {}): Json => ({ type: 'alert', text: plain('Careful'), ...facts });
const image = (facts: Json = {}): Json => ({
  type: 'image',
  alt_text: 'a picture',
  image_url: 'https://example.com/a.png',
  ...facts,
});
const container = (facts: Json = {}): Json => ({
  type: 'container',
  title: plain('Details'),
  child_blocks: [section()],
  ...facts,
});

const faultsOf = (blocks: unknown, surface: Surface): string[] => {
  const checked = checkBlocks(blocks, surface, '/blocks');
  return checked.ok ? [] : faultMessages(checked.faults);
};

/** Each rule: just inside it, and just outside it. */
interface Rule {
  readonly name: string;
  readonly inside: unknown;
  readonly outside: unknown;
  readonly says: RegExp;
  readonly on?: Surface;
}

const RULES: readonly Rule[] = [
  { name: 'a list', inside: [], outside: { type: 'section' }, says: /must be an array.*\/blocks\]/ },
  {
    name: 'objects',
    inside: [section()],
    outside: ['section'],
    says: /must provide an object.*\/blocks\/0\]/,
  },
  {
    name: 'a type',
    inside: [section()],
    outside: [{ text: mrkdwn('x') }],
    says: /missing required field: type/,
  },
  {
    name: 'known blocks',
    inside: [section()],
    outside: [{ type: 'layout' }],
    says: /unsupported type: layout.*\/blocks\/0\/type/,
  },
  {
    name: '50 blocks in a message',
    inside: times(50, () => section()),
    outside: times(51, () => section()),
    says: /no more than 50 items/,
  },
  {
    name: '100 blocks in a modal',
    inside: times(100, () => section()),
    outside: times(101, () => section()),
    says: /no more than 100 items/,
    on: 'modal',
  },
  {
    name: 'unique block ids',
    inside: [section({ block_id: 'a' }), section({ block_id: 'b' })],
    outside: [section({ block_id: 'a' }), section({ block_id: 'a' })],
    says: /block_id must be unique.*\/blocks\/1\/block_id/,
  },
  {
    name: 'block ids of 255 characters',
    inside: [section({ block_id: long(255) })],
    outside: [section({ block_id: long(256) })],
    says: /must be less than 256 characters/,
  },
  {
    name: 'unique action ids in a block',
    inside: [actions(button(), button({ action_id: 'other' }))],
    outside: [actions(button(), button())],
    says: /action_id must be unique.*elements\/1\/action_id/,
  },
  {
    name: 'the same action id in two blocks',
    inside: [actions(button()), actions(button())],
    outside: [actions(button({ action_id: long(256) }))],
    says: /must be less than 256/,
  },
  {
    name: 'section text of 3000 characters',
    inside: [section({ text: mrkdwn(long(3000)) })],
    outside: [section({ text: mrkdwn(long(3001)) })],
    says: /must be less than 3001 characters.*\/blocks\/0\/text\/text/,
  },
  {
    name: 'section text that is not empty',
    inside: [section()],
    outside: [section({ text: mrkdwn('') })],
    says: /must be more than 0 characters/,
  },
  {
    name: 'section with text or fields',
    inside: [{ type: 'section', fields: [plain('x')] }],
    outside: [{ type: 'section' }],
    says: /must provide text or fields/,
  },
  {
    name: '10 fields',
    inside: [section({ fields: times(10, () => plain('x')) })],
    outside: [section({ fields: times(11, () => plain('x')) })],
    says: /no more than 10 items/,
  },
  {
    name: 'fields of 2000 characters',
    inside: [section({ fields: [plain(long(2000))] })],
    outside: [section({ fields: [plain(long(2001))] })],
    says: /less than 2001/,
  },
  {
    name: 'no key of another block',
    inside: [section()],
    outside: [section({ elements: [] })],
    says: /invalid additional property: elements.*\/blocks\/0\]/,
  },
  {
    name: 'no key of another text object',
    inside: [section({ text: { ...mrkdwn('x'), verbatim: true } })],
    outside: [section({ text: { ...mrkdwn('x'), emoji: true } })],
    says: /invalid additional property: emoji/,
  },
  {
    name: 'no input element as accessory',
    inside: [section({ accessory: button() })],
    outside: [section({ accessory: { type: 'plain_text_input', action_id: 'a' } })],
    says: /unsupported type.*\/blocks\/0\/accessory\/type/,
  },
  {
    name: 'header of 150 characters',
    inside: [{ type: 'header', text: plain(long(150)) }],
    outside: [{ type: 'header', text: plain(long(151)) }],
    says: /less than 151/,
  },
  {
    name: 'header in plain text',
    inside: [{ type: 'header', text: plain('x') }],
    outside: [{ type: 'header', text: mrkdwn('x') }],
    says: /\/blocks\/0\/text\/type/,
  },
  {
    name: '10 context elements',
    inside: [{ type: 'context', elements: times(10, () => mrkdwn('x')) }],
    outside: [{ type: 'context', elements: times(11, () => mrkdwn('x')) }],
    says: /no more than 10 items/,
  },
  {
    name: 'no button in a context',
    inside: [{ type: 'context', elements: [plain('x')] }],
    outside: [{ type: 'context', elements: [button()] }],
    says: /unsupported type/,
  },
  {
    name: '25 actions',
    inside: [actions(...times(25, (n) => button({ action_id: `a${n}` })))],
    outside: [actions(...times(26, (n) => button({ action_id: `a${n}` })))],
    says: /no more than 25 items/,
  },
  {
    name: 'at least one action',
    inside: [actions(button())],
    outside: [actions()],
    says: /no fewer than 1 items/,
  },
  {
    name: 'button text of 75 characters',
    inside: [actions(button({ text: plain(long(75)) }))],
    outside: [actions(button({ text: plain(long(76)) }))],
    says: /less than 76/,
  },
  {
    name: 'button value of 2000 characters',
    inside: [actions(button({ value: long(2000) }))],
    outside: [actions(button({ value: long(2001) }))],
    says: /less than 2001/,
  },
  {
    name: 'button styles',
    inside: [actions(button({ style: 'danger' }))],
    outside: [actions(button({ style: 'success' }))],
    says: /elements\/0\/style/,
  },
  {
    name: 'button links',
    inside: [actions(button({ url: 'https://example.com' }))],
    outside: [actions(button({ url: 'not a link' }))],
    says: /must be a valid URL/,
  },
  {
    name: 'confirm text of 300 characters',
    inside: [actions(button({ confirm: { text: plain(long(300)) } }))],
    outside: [actions(button({ confirm: { text: plain(long(301)) } }))],
    says: /less than 301/,
  },
  {
    name: 'confirm title of 100 characters',
    inside: [actions(button({ confirm: { title: plain(long(100)), text: plain('x') } }))],
    outside: [actions(button({ confirm: { title: plain(long(101)), text: plain('x') } }))],
    says: /less than 101/,
  },
  {
    name: 'confirm buttons of 30 characters',
    inside: [actions(button({ confirm: { text: plain('x'), confirm: plain(long(30)) } }))],
    outside: [actions(button({ confirm: { text: plain('x'), confirm: plain(long(31)) } }))],
    says: /less than 31/,
  },
  {
    name: '5 overflow options',
    inside: [actions({ type: 'overflow', action_id: 'o', options: times(5, (n) => option(`${n}`)) })],
    outside: [actions({ type: 'overflow', action_id: 'o', options: times(6, (n) => option(`${n}`)) })],
    says: /no more than 5 items/,
  },
  {
    name: '100 select options',
    inside: [actions(select({ options: times(100, (n) => option(`${n}`)) }))],
    outside: [actions(select({ options: times(101, (n) => option(`${n}`)) }))],
    says: /no more than 100 items/,
  },
  {
    name: 'option text of 75 characters',
    inside: [actions(select({ options: [option('a', { text: plain(long(75)) })] }))],
    outside: [actions(select({ options: [option('a', { text: plain(long(76)) })] }))],
    says: /less than 76/,
  },
  {
    name: 'options or groups, not both',
    inside: [actions(select())],
    outside: [actions(select({ option_groups: [{ label: plain('G'), options: [option('b')] }] }))],
    says: /exactly one of options and option_groups/,
  },
  {
    name: '10 checkboxes',
    inside: [actions({ type: 'checkboxes', action_id: 'c', options: times(10, (n) => option(`${n}`)) })],
    outside: [actions({ type: 'checkboxes', action_id: 'c', options: times(11, (n) => option(`${n}`)) })],
    says: /no more than 10 items/,
  },
  {
    name: 'dates',
    inside: [actions({ type: 'datepicker', action_id: 'd', initial_date: '2026-11-21' })],
    outside: [actions({ type: 'datepicker', action_id: 'd', initial_date: '21.11.2026' })],
    says: /must be a date/,
  },
  {
    name: 'image with one source',
    inside: [image()],
    outside: [image({ slack_file: { id: 'F1' } })],
    says: /exactly one of image_url and slack_file/,
  },
  {
    name: 'image with alternative text',
    inside: [image()],
    outside: [image({ alt_text: undefined })],
    says: /missing required field: alt_text/,
  },
  {
    name: 'rich text parts',
    inside: [rich('x')],
    outside: [{ type: 'rich_text', elements: [{ type: 'section', elements: [] }] }],
    says: /unsupported type/,
  },
  {
    name: 'markdown of 12 000 characters',
    inside: [{ type: 'markdown', text: long(12_000) }],
    outside: [{ type: 'markdown', text: long(12_001) }],
    says: /less than 12001/,
  },
  {
    name: '12 000 characters of markdown together',
    inside: times(2, () => ({ type: 'markdown', text: long(6000) })),
    outside: times(2, () => ({ type: 'markdown', text: long(6001) })),
    says: /markdown text must be less than 12001/,
  },
  {
    name: 'inputs only in views',
    inside: [section()],
    outside: [input({ type: 'plain_text_input' })],
    says: /unsupported type: input is not allowed in a message/,
  },
  {
    name: 'alerts only in modals',
    inside: [alert()],
    outside: [alert({ level: 'loud' })],
    says: /level/,
    on: 'modal',
  },
  {
    name: 'no alert in a message',
    inside: [section()],
    outside: [alert()],
    says: /unsupported type: alert is not allowed in a message/,
  },
  {
    name: 'no alert on the Home',
    inside: [section()],
    outside: [alert()],
    says: /alert is not allowed in a home/,
    on: 'home',
  },
  {
    name: 'alert of 200 characters',
    inside: [alert({ text: plain(long(200)) })],
    outside: [alert({ text: plain(long(201)) })],
    says: /less than 201/,
    on: 'modal',
  },
  {
    name: 'no data table in a modal',
    inside: [section()],
    outside: [dataTable([row(1), row(1)])],
    says: /data_table is not allowed in a modal/,
    on: 'modal',
  },
  {
    name: 'data table with a header and a row',
    inside: [dataTable([row(1), row(1)])],
    outside: [dataTable([row(1)])],
    says: /no fewer than 2 items/,
  },
  {
    name: 'data table of 101 rows',
    inside: [dataTable(times(101, () => row(2)))],
    outside: [dataTable(times(102, () => row(2)))],
    says: /no more than 101 items/,
  },
  {
    name: 'data table of 20 columns',
    inside: [dataTable([row(20), row(20)])],
    outside: [dataTable([row(21), row(21)])],
    says: /no more than 20 items/,
  },
  {
    name: 'data table rows of one length',
    inside: [dataTable([row(2), row(2)])],
    outside: [dataTable([row(2), row(1)])],
    says: /same number of cells/,
  },
  {
    name: 'data table caption',
    inside: [dataTable([row(1), row(1)])],
    outside: [dataTable([row(1), row(1)], { caption: undefined })],
    says: /missing required field: caption/,
  },
  {
    name: 'data table pages from 1',
    inside: [dataTable([row(1), row(1)], { page_size: 1 })],
    outside: [dataTable([row(1), row(1)], { page_size: 0 })],
    says: /greater than or equal to 1/,
  },
  {
    name: 'data table pages to 100',
    inside: [dataTable([row(1), row(1)], { page_size: 100 })],
    outside: [dataTable([row(1), row(1)], { page_size: 101 })],
    says: /less than or equal to 100/,
  },
  {
    name: 'no rich text in a data table header',
    inside: [dataTable([row(1), [rich('x')]])],
    outside: [dataTable([[rich('x')], row(1)])],
    says: /unsupported type/,
  },
  {
    name: 'one table a message',
    inside: [dataTable([row(1), row(1)])],
    outside: [dataTable([row(1), row(1)]), { type: 'table', rows: [row(1)] }],
    says: /only_one_table_allowed/,
  },
  {
    name: '10 000 characters in a table',
    inside: [{ type: 'table', rows: [[cell(long(10_000))]] }],
    outside: [{ type: 'table', rows: [[cell(long(5000)), cell(long(5001))]] }],
    says: /less than 10001/,
  },
  {
    name: '100 table rows',
    inside: [{ type: 'table', rows: times(100, () => row(1)) }],
    outside: [{ type: 'table', rows: times(101, () => row(1)) }],
    says: /no more than 100 items/,
  },
  {
    name: 'charts with a title of 50 characters',
    inside: [chart({}, long(50))],
    outside: [chart({}, long(51))],
    says: /less than 51/,
  },
  {
    name: 'two charts a message',
    inside: [chart(), chart()],
    outside: [chart(), chart(), chart()],
    says: /no more than 2 data_visualization/,
  },
  {
    name: 'a data point for every category',
    inside: [chart()],
    outside: [chart({ axis_config: { categories: ['Mon', 'Wed'] } })],
    says: /one data point per category/,
  },
  {
    name: '6 series',
    inside: [chart({ series: times(6, (n) => series(`s${n}`, ['Mon', 'Tue'])) })],
    outside: [chart({ series: times(7, (n) => series(`s${n}`, ['Mon', 'Tue'])) })],
    says: /no more than 6 items/,
  },
  {
    name: 'unique series names',
    inside: [chart()],
    outside: [chart({ series: [series('a', ['Mon', 'Tue']), series('a', ['Mon', 'Tue'])] })],
    says: /series names must be unique/,
  },
  {
    name: 'category labels of 20 characters',
    inside: [chart({ series: [series('a', [long(20)])], axis_config: { categories: [long(20)] } })],
    outside: [chart({ series: [series('a', [long(21)])], axis_config: { categories: [long(21)] } })],
    says: /less than 21/,
  },
  {
    name: '12 pie segments',
    inside: [pie(times(12, (n) => ({ label: `${n}`, value: 1 })))],
    outside: [pie(times(13, (n) => ({ label: `${n}`, value: 1 })))],
    says: /no more than 12 items/,
  },
  {
    name: 'pie segments greater than 0',
    inside: [pie([{ label: 'a', value: 0.1 }])],
    outside: [pie([{ label: 'a', value: 0 }])],
    says: /greater than 0/,
  },
  {
    name: '3 card buttons',
    inside: [card({ actions: times(3, (n) => button({ action_id: `${n}` })) })],
    outside: [card({ actions: times(4, (n) => button({ action_id: `${n}` })) })],
    says: /no more than 3 items/,
  },
  {
    name: 'card body of 200 characters',
    inside: [card({ body: mrkdwn(long(200)) })],
    outside: [card({ body: mrkdwn(long(201)) })],
    says: /less than 201/,
  },
  {
    name: '10 cards in a carousel',
    inside: [{ type: 'carousel', elements: times(10, () => card()) }],
    outside: [{ type: 'carousel', elements: times(11, () => card()) }],
    says: /no more than 10 items/,
  },
  {
    name: '5 context actions',
    inside: [
      {
        type: 'context_actions',
        elements: [{ type: 'icon_button', action_id: 'a', icon: 'trash', text: plain('x') }],
      },
    ],
    outside: [
      {
        type: 'context_actions',
        elements: times(6, (n) => ({
          type: 'icon_button',
          action_id: `${n}`,
          icon: 'trash',
          text: plain('x'),
        })),
      },
    ],
    says: /no more than 5 items/,
  },
  {
    name: '10 blocks in a container',
    inside: [container({ child_blocks: times(10, () => section()) })],
    outside: [container({ child_blocks: times(11, () => section()) })],
    says: /no more than 10 items/,
  },
  {
    name: 'container with a title',
    inside: [container()],
    outside: [container({ title: undefined })],
    says: /must provide title or rich_text_title/,
  },
  {
    name: 'task states',
    inside: [{ type: 'task_card', task_id: 't', title: 'Load', status: 'pending' }],
    outside: [{ type: 'task_card', task_id: 't', title: 'Load', status: 'done' }],
    says: /status/,
  },
  {
    name: 'input label of 2000 characters',
    inside: [input({ type: 'plain_text_input' }, { label: plain(long(2000)) })],
    outside: [input({ type: 'plain_text_input' }, { label: plain(long(2001)) })],
    says: /less than 2001/,
    on: 'modal',
  },
  {
    name: 'no button in an input',
    inside: [input({ type: 'plain_text_input' })],
    outside: [input(button())],
    says: /unsupported type/,
    on: 'modal',
  },
  {
    name: 'one focused element',
    inside: [input({ type: 'plain_text_input', focus_on_load: true })],
    outside: times(2, () => input({ type: 'plain_text_input', focus_on_load: true })),
    says: /only one element may set focus_on_load/,
    on: 'modal',
  },
  {
    name: 'placeholders of 150 characters',
    inside: [input({ type: 'plain_text_input', placeholder: plain(long(150)) })],
    outside: [input({ type: 'plain_text_input', placeholder: plain(long(151)) })],
    says: /less than 151/,
    on: 'modal',
  },
  {
    name: 'number inputs that say whether decimals are allowed',
    inside: [input({ type: 'number_input', is_decimal_allowed: false })],
    outside: [input({ type: 'number_input' })],
    says: /missing required field: is_decimal_allowed/,
    on: 'modal',
  },
];

describe('the blocks of a message or view', () => {
  it.each(RULES)('accept and refuse by the rule: $name', ({ inside, outside, says, on = 'message' }) => {
    expect(faultsOf(inside, on)).toEqual([]);
    const faults = faultsOf(outside, on);
    expect(faults.join('\n')).toMatch(says);
    expect(faults.every((fault) => /^\[ERROR\] .+ \[json-pointer:\/blocks.*\]$/.test(fault))).toBe(true);
  });
});

const modal = (facts: Json = {}): Json => ({
  type: 'modal',
  title: plain('Title'),
  blocks: [section()],
  ...facts,
});

const VIEW_RULES: readonly { name: string; inside: Json; outside: Json; says: RegExp }[] = [
  {
    name: 'title of 24 characters',
    inside: modal({ title: plain(long(24)) }),
    outside: modal({ title: plain(long(25)) }),
    says: /less than 25 characters.*\/view\/title\/text/,
  },
  {
    name: 'submit of 24 characters',
    inside: modal({ submit: plain(long(24)) }),
    outside: modal({ submit: plain(long(25)) }),
    says: /less than 25/,
  },
  {
    name: 'close of 24 characters',
    inside: modal({ close: plain(long(24)) }),
    outside: modal({ close: plain(long(25)) }),
    says: /less than 25/,
  },
  {
    name: 'a title',
    inside: modal(),
    outside: modal({ title: undefined }),
    says: /missing required field: title/,
  },
  {
    name: 'private_metadata of 3000 characters',
    inside: modal({ private_metadata: long(3000) }),
    outside: modal({ private_metadata: long(3001) }),
    says: /less than 3001/,
  },
  {
    name: 'callback_id of 255 characters',
    inside: modal({ callback_id: long(255) }),
    outside: modal({ callback_id: long(256) }),
    says: /less than 256/,
  },
  {
    name: 'no unknown key',
    inside: modal({ notify_on_close: true }),
    outside: modal({ footer: 'x' }),
    says: /invalid additional property: footer/,
  },
  {
    name: 'submit with an input',
    inside: modal({ submit: plain('Go'), blocks: [input({ type: 'plain_text_input' })] }),
    outside: modal({ blocks: [input({ type: 'plain_text_input' })] }),
    says: /missing required field: submit/,
  },
  {
    name: 'checked blocks',
    inside: modal(),
    outside: modal({ blocks: [{ type: 'nonsense' }] }),
    says: /json-pointer:\/view\/blocks\/0\/type/,
  },
];

describe('a view', () => {
  it.each(VIEW_RULES)('is accepted and refused by the rule: $name', ({ inside, outside, says }) => {
    expect(checkView(inside, 'modal')).toMatchObject({ ok: true });
    const refused = checkView(outside, 'modal');
    expect(refused).toMatchObject({ ok: false, error: 'invalid_arguments' });
    expect(refused.ok ? '' : faultMessages(refused.faults).join('\n')).toMatch(says);
  });

  it('may not be larger than 250 KB', () => {
    const view = (blocks: number): Json =>
      modal({ blocks: times(blocks, () => section({ text: plain(long(2900)) })) });
    expect(checkView(view(80), 'modal')).toMatchObject({ ok: true });
    expect(checkView(view(90), 'modal')).toMatchObject({ ok: false, error: 'view_too_large' });
  });

  it('must be of the kind that the method takes', () => {
    expect(checkView({ type: 'home', blocks: [] }, 'home')).toMatchObject({ ok: true });
    expect(checkView({ type: 'home', blocks: [] }, 'modal')).toMatchObject({ ok: false });
  });
});
