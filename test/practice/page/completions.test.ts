import { describe, expect, it } from 'vitest';
import { completionsFor, verbsOf } from '#practice/page/chat/completions.ts';
import { keyMeaning } from '#practice/page/chat/key-meaning.ts';
import type { PagePerson } from '#practice/page-api.ts';

const person = (displayName: string, title: string): PagePerson => ({
  id: `U0${displayName.slice(0, 3).toUpperCase()}`,
  name: displayName.toLowerCase(),
  displayName,
  title,
  color: '#000000',
  timeZone: 'Etc/UTC',
  isBot: false,
});

const STATE = {
  app: {
    botUser: person('Lockstep', 'App'),
    commands: [
      {
        command: '/migrate',
        description: 'Where it stands',
        usageHint: '[help | status | test-sample [5%]]',
      },
      { command: '/mirror', description: '', usageHint: 'anything' },
    ],
  },
  people: [person('Maya Okafor', 'Operations lead'), person('Ben Carter', 'Sales owner')],
};

const offered = (typed: string): string[] => completionsFor(typed, STATE).offers.map(({ text }) => text);

describe('what the composer offers', () => {
  it.each([
    ['/', ['/migrate ', '/mirror ']],
    ['/mig', ['/migrate ']],
    ['/migrate', []],
    ['/migrate ', ['help', 'status', 'test-sample']],
    ['/migrate t', ['test-sample']],
    ['/migrate test-sample', []],
    ['/migrate test-sample 5', []],
    ['/mirror x', []],
    ['/unknown x', []],
    ['hello @', ['@Lockstep ', '@Maya Okafor ', '@Ben Carter ']],
    ['hello @be', ['@Ben Carter ']],
    ['mail@be', []],
    ['hello', []],
  ])('for %j', (typed, texts) => {
    expect(offered(typed)).toEqual(texts);
  });

  it('replaces only what it completes', () => {
    expect(completionsFor('/migrate  te', STATE).from).toBe('/migrate  '.length);
    expect(completionsFor('dear @ma', STATE).from).toBe('dear '.length);
  });

  it('reads verbs from a usage hint, and none from one of another form', () => {
    expect(verbsOf('[a | b-c [x] | 9]')).toEqual(['a', 'b-c']);
    expect(verbsOf('status')).toEqual([]);
  });
});

describe('keys in the composer', () => {
  const none = { offers: 0, isActive: false };
  const some = { offers: 2, isActive: false };
  it.each([
    ['Enter', false, none, 'send'],
    ['Enter', true, none, null],
    ['Enter', false, some, 'send'],
    ['Enter', false, { offers: 2, isActive: true }, 'take'],
    ['Tab', false, some, 'take'],
    ['Tab', true, some, null],
    ['Tab', false, none, null],
    ['ArrowDown', false, some, 'next'],
    ['ArrowUp', false, none, null],
    ['Escape', false, some, 'close'],
    ['Escape', false, none, null],
    ['a', false, some, null],
  ] as const)('%s (shift: %s, %o) means %s', (key, shiftKey, offers, meaning) => {
    expect(keyMeaning({ key, shiftKey }, offers)).toBe(meaning);
  });
});
