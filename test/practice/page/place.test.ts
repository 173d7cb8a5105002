import { describe, expect, it } from 'vitest';
import { addressOf, placeOf, placeOfPermalink } from '#practice/page/session/place.ts';

const ORIGIN = 'http://127.0.0.1:3210';
const at = (path: string) => placeOf(new URL(path, ORIGIN), 'U0BEFORE');

describe('the page’s address', () => {
  it.each([
    ['/', { as: 'U0BEFORE', channel: '', thread: null, message: null }],
    ['/?as=U0MAYA#C0A', { as: 'U0MAYA', channel: 'C0A', thread: null, message: null }],
    [
      '/?as=U0MAYA#C0A/1795228000.000100',
      { as: 'U0MAYA', channel: 'C0A', thread: '1795228000.000100', message: null },
    ],
    ['/?as=U0MAYA#C0A/nonsense"]', { as: 'U0MAYA', channel: 'C0A', thread: null, message: null }],
    [
      '/?channel=C0A&ts=1795228000.000200&thread_ts=1795228000.000100',
      { as: 'U0BEFORE', channel: 'C0A', thread: '1795228000.000100', message: '1795228000.000200' },
    ],
  ])('says who and where: %s', (path, place) => {
    expect(at(path)).toEqual(place);
  });

  it('leads back to the same place', () => {
    for (const path of [
      '/?as=U0MAYA#C0A',
      '/?as=U0MAYA#home',
      '/?as=U0MAYA#C0A/1795228000.000100',
      '/?as=U0MAYA',
    ])
      expect(addressOf(at(path))).toBe(path);
  });
});

describe('a link in a message', () => {
  it('stays on the page when it leads to a message of this workspace', () => {
    const link = `${ORIGIN}/archives/C0A/p1795228000000200?thread_ts=1795228000.000100`;
    expect(placeOfPermalink(link, ORIGIN, 'U0MAYA')).toEqual({
      as: 'U0MAYA',
      channel: 'C0A',
      thread: '1795228000.000100',
      message: '1795228000.000200',
    });
  });

  it.each(['https://example.com/archives/C0A/p1795228000000200', `${ORIGIN}/page/files/F1`, 'no link'])(
    'leaves the page otherwise: %s',
    (link) => {
      expect(placeOfPermalink(link, ORIGIN, 'U0MAYA')).toBeNull();
    },
  );
});
