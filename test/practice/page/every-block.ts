/** A message with every block that a message may hold, as the workspace accepts it. */
const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const rich = (text: string) => ({
  type: 'rich_text',
  elements: [
    {
      type: 'rich_text_section',
      elements: [
        { type: 'text', text },
        { type: 'user', user_id: 'U0OPSLEAD1' },
        { type: 'link', url: 'https://example.com/', text: 'a rich link' },
        { type: 'date', timestamp: 1_795_228_000, format: '{date_num}', fallback: 'then' },
      ],
    },
  ],
});
const option = (value: string) => ({ text: plain(`Option ${value}`), value });
const task = (title: string) => ({ type: 'task_card', task_id: title, title, status: 'complete' });
const card = (title: string, actionId: string) => ({
  type: 'card',
  title: mrkdwn(title),
  body: mrkdwn('Its *body*'),
  actions: [{ type: 'button', action_id: actionId, text: plain(`Press ${title}`) }],
});

export const EVERY_BLOCK: readonly { readonly type: string; readonly [key: string]: unknown }[] = [
  { type: 'header', text: plain('The header') },
  { type: 'section', text: mrkdwn('The *section*'), fields: [mrkdwn('Field one'), plain('Field two')] },
  {
    type: 'section',
    text: mrkdwn('With a menu'),
    accessory: {
      type: 'static_select',
      action_id: 'pick',
      placeholder: plain('Pick one'),
      options: [option('a'), option('b')],
    },
  },
  {
    type: 'section',
    text: mrkdwn('With dots'),
    accessory: { type: 'overflow', action_id: 'dots', options: [option('c'), option('d')] },
  },
  { type: 'divider' },
  { type: 'context', elements: [mrkdwn('The _context_'), plain('and more')] },
  {
    type: 'context_actions',
    elements: [
      {
        type: 'feedback_buttons',
        action_id: 'feedback',
        positive_button: { text: plain('Good'), value: 'yes' },
        negative_button: { text: plain('Bad'), value: 'no' },
      },
    ],
  },
  {
    type: 'image',
    alt_text: 'A chart of leads',
    title: plain('Leads'),
    image_url: 'https://example.com/leads.png',
  },
  rich('The rich text '),
  { type: 'markdown', text: '**The markdown**\n\n- a list' },
  {
    type: 'table',
    rows: [[{ type: 'raw_text', text: 'Plain table' }], [{ type: 'raw_text', text: 'Its cell' }]],
  },
  card('The card', 'card'),
  { type: 'carousel', elements: [card('First', 'first'), card('Second', 'second')] },
  {
    type: 'container',
    title: plain('The container'),
    is_collapsible: true,
    child_blocks: [{ type: 'section', text: mrkdwn('Inside of it') }],
  },
  { type: 'plan', title: 'The plan', tasks: [task('First task')] },
  task('Alone'),
  {
    type: 'video',
    title: plain('The video'),
    title_url: 'https://example.com/watch',
    video_url: 'https://example.com/video',
    thumbnail_url: 'https://example.com/thumbnail.png',
    alt_text: 'How it is done',
  },
  {
    type: 'data_visualization',
    title: 'The chart',
    chart: {
      type: 'bar',
      series: [
        {
          name: 'Leads',
          data: [
            { label: 'Mon', value: 3 },
            { label: 'Tue', value: 5 },
          ],
        },
      ],
      axis_config: { categories: ['Mon', 'Tue'] },
    },
  },
];

/** Words that each of them must show. */
export const WORDS_OF_EVERY_BLOCK = [
  'The header',
  'The section',
  'Field two',
  'With a menu',
  'The context',
  'Good',
  'A chart of leads',
  'The rich text @Maya Okafor',
  'a rich link',
  '2026-11-20',
  'The markdown',
  'Its cell',
  'The card',
  'Second',
  'Inside of it',
  'First task',
  'Alone',
  'The video',
  'The chart',
];
