import { describe, expect, it } from 'vitest';
import { isLockstepError } from '#domain/errors.ts';
import { parseCommandLine, USAGE } from '#launch/parse-command-line.ts';

describe('the command line', () => {
  it.each([
    [[], { verb: 'start' }],
    [['worker'], { verb: 'worker' }],
    [['-h'], { verb: 'help' }],
    [['plan', 'check', 'a.yml', 'b.yml'], { verb: 'plan-check', files: ['a.yml', 'b.yml'] }],
    [['status'], { verb: 'status', plan: null, environment: null, reason: '' }],
    [
      ['pause', 'the', 'bank', 'calls', '--plan', 'charlotte', '--env', 'sandbox'],
      { verb: 'pause', plan: 'charlotte', environment: 'sandbox', reason: 'the bank calls' },
    ],
  ])('%o means %o', (args, command) => {
    expect(parseCommandLine(args)).toEqual(command);
  });

  it.each([
    [['strat']],
    [['start', 'now']],
    [['start', '--plan', 'charlotte']],
    [['plan']],
    [['pause', '--env', 'moon']],
    [['status', '--loud']],
  ])('%o is refused with the way to the list of commands', (args) => {
    expect(() => parseCommandLine(args)).toThrow(
      expect.toSatisfy(
        (error) => isLockstepError(error, 'ARGUMENT_INVALID') && error.hint.includes('main.ts help'),
      ),
    );
  });

  it('names every command in its usage', () => {
    for (const verb of [
      'start',
      'bot',
      'worker',
      'doctor',
      'plan check',
      'demo',
      'status',
      'pause',
      'resume',
      'cancel',
    ])
      expect(USAGE).toMatch(new RegExp(`^  ${verb} `, 'm'));
  });
});
