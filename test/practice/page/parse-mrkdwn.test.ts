import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Piece, parseMrkdwn } from '#practice/page/text/parse-mrkdwn.ts';

const text = (words: string): Piece => ({ kind: 'text', text: words });

/** All that is shown as words, whatever its style. */
const shown = (pieces: readonly Piece[]): string =>
  pieces
    .map((piece) => {
      if ('pieces' in piece) return shown(piece.pieces);
      if (piece.kind === 'emoji') return `:${piece.name}:`;
      return 'text' in piece ? piece.text : '';
    })
    .join('');

describe('parseMrkdwn', () => {
  it.each([
    ['plain words', [text('plain words')]],
    ['*Next:* go', [{ kind: 'bold', pieces: [text('Next:')] }, text(' go')]],
    [
      '_so_ ~not~',
      [{ kind: 'italic', pieces: [text('so')] }, text(' '), { kind: 'strike', pieces: [text('not')] }],
    ],
    ['`a &amp; *b*`', [{ kind: 'code', text: 'a & *b*' }]],
    ['*`leads`*', [{ kind: 'bold', pieces: [{ kind: 'code', text: 'leads' }] }]],
    ['```\na  <b\n```', [{ kind: 'preformatted', text: 'a  <b' }]],
    ['&gt; said\n&gt; twice', [{ kind: 'quote', pieces: [text('said\ntwice')] }]],
    [':tada: done', [{ kind: 'emoji', name: 'tada' }, text(' done')]],
    ['<@U0OPSLEAD1>', [{ kind: 'user', id: 'U0OPSLEAD1', label: '' }]],
    ['<#C0MIGRATE1|crm>', [{ kind: 'channel', id: 'C0MIGRATE1', label: 'crm' }]],
    ['<!subteam^S0STEWARDS|@stewards>', [{ kind: 'group', id: 'S0STEWARDS', label: '@stewards' }]],
    ['<!channel>', [{ kind: 'broadcast', range: 'channel' }]],
    [
      '<https://a.example/?b=1&amp;c|d &lt; e>',
      [{ kind: 'link', url: 'https://a.example/?b=1&c', label: 'd < e' }],
    ],
    [
      '<!date^1795228000^{date_short} {time}|then>',
      [{ kind: 'date', seconds: 1_795_228_000, format: '{date_short} {time}', url: '', fallback: 'then' }],
    ],
  ])('reads %s', (written, pieces) => {
    expect(parseMrkdwn(written)).toEqual(pieces);
  });

  it.each([
    ['&lt;!channel&gt; wake up', '<!channel> wake up'],
    ['&amp;lt;b&amp;gt;', '&lt;b&gt;'],
    ['<javascript:alert(1)|press>', '<javascript:alert(1)|press>'],
    ['<!unknown^thing>', '<!unknown^thing>'],
    ['snake_case_word and 5 * 3 * 2', 'snake_case_word and 5 * 3 * 2'],
    ['# no heading\n- no list\n[no](link)', '# no heading\n- no list\n[no](link)'],
    ['a < b and *open', 'a < b and *open'],
    ['12:30:45', '12:30:45'],
  ])('leaves as text what only looks like more: %s', (written, words) => {
    const pieces = parseMrkdwn(written);
    expect(pieces.every(({ kind }) => kind === 'text' || kind === 'emoji')).toBe(true);
    expect(shown(pieces)).toBe(words);
  });

  it('shows every escaped text as it was before, with no control sequence in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (value) => {
        const escaped = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
        const kinds = new Set(parseMrkdwn(escaped).map(({ kind }) => kind));
        for (const woken of ['user', 'channel', 'group', 'broadcast', 'link', 'date'] as const)
          expect(kinds.has(woken)).toBe(false);
      }),
    );
  });

  it('ends on any text', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            '*',
            '_',
            '~',
            '`',
            '```',
            '<',
            '>',
            '|',
            '!date^',
            '@U1',
            '&gt;',
            ':',
            'a',
            ' ',
            '\n',
          ),
        ),
        (parts) => {
          expect(parseMrkdwn(parts.join('')).length).toBeLessThanOrEqual(parts.length * 3 + 1);
        },
      ),
    );
  });
});
