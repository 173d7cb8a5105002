import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMAND_TABLE, TYPED_VERBS } from '#bot/command-table.ts';
import { parseCommand, parsePercent } from '#bot/parse-command.ts';
import { LockstepError } from '#domain/errors.ts';

const problemOf = (text: string): LockstepError => {
  try {
    parseCommand(text);
  } catch (error) {
    if (error instanceof LockstepError) return error;
    throw error;
  }
  throw new Error(`'${text}' was understood`);
};
/** Anything but an error of kind input goes through and fails the test. */
const outcomeOf = (text: string): { verb: string; said: string } => {
  try {
    return { verb: parseCommand(text).verb, said: '' };
  } catch (error) {
    if (error instanceof LockstepError && error.kind === 'input') {
      return { verb: 'help', said: error.message + error.hint };
    }
    throw error;
  }
};
const open = { environment: null, plan: null };

describe('what is typed after /migrate', () => {
  it.each([
    ['', { verb: 'overview', ...open }],
    ['   ', { verb: 'overview', ...open }],
    ['help', { verb: 'help', topic: null, ...open }],
    ['HELP Test-Sample', { verb: 'help', topic: 'test-sample', ...open }],
    ['status --env staging', { verb: 'status', environment: 'staging', plan: null }],
    ['whoami', { verb: 'whoami', ...open }],
    ['resume', { verb: 'resume', ...open }],
    ['cancel --plan Charlotte', { verb: 'cancel', environment: null, plan: 'charlotte' }],
    ['quarantine', { verb: 'quarantine', action: 'list', ...open }],
    [
      'quarantine retry --env=sandbox',
      { verb: 'quarantine', action: 'retry', environment: 'sandbox', plan: null },
    ],
    ['pause', { verb: 'pause', reason: '', ...open }],
    [
      'pause waiting for "the close" — until noon',
      { verb: 'pause', reason: 'waiting for the close — until noon', ...open },
    ],
    ['--plan charlotte', { verb: 'overview', environment: null, plan: 'charlotte' }],
  ])('understands %j', (text, command) => {
    expect(parseCommand(text)).toEqual(command);
  });

  it.each([
    'test-sample 5',
    'test-sample 5%',
    'test-sample 5 %',
    'test-sample\u00A05\u00A0%',
    'test-sample 5 percent',
    'test-sample 5,0％',
  ])('reads the percentage of %j [R25]', (text) => {
    expect(parseCommand(text)).toEqual({ verb: 'test-sample', percent: 5, ...open });
  });

  it.each([
    'test-sample 5% --env sandbox --plan charlotte',
    'test-sample —env sandbox 5% —plan charlotte',
    'test-sample –env=sandbox –plan “charlotte” 5%',
    'test-sample 5%\u00A0‒env\u202Fsandbox\u200B --plan=charlotte',
    '--env sandbox test-sample 5% --plan charlotte',
  ])('sees through what Slack clients make of %j', (text) => {
    expect(parseCommand(text)).toEqual({
      verb: 'test-sample',
      percent: 5,
      environment: 'sandbox',
      plan: 'charlotte',
    });
  });
});

describe('what was not meant', () => {
  it.each([
    ['test-smaple', 'COMMAND_UNKNOWN', 'Did you mean test-sample?'],
    ['satus', 'COMMAND_UNKNOWN', 'Did you mean status?'],
    ['quar', 'COMMAND_UNKNOWN', 'Did you mean quarantine?'],
    ['overview', 'COMMAND_UNKNOWN', "does not know 'overview'"],
    ['frobnicate', 'COMMAND_UNKNOWN', "does not know 'frobnicate'"],
    ['test-sample 500%', 'ARGUMENT_INVALID', '500% cannot be taken'],
    ['test-sample 0', 'ARGUMENT_INVALID', 'cannot be taken'],
    ['test-sample -5', 'ARGUMENT_INVALID', "'-5' is not a percentage"],
    ['test-sample five', 'ARGUMENT_INVALID', "'five' is not a percentage"],
    ['test-sample 5% leads', 'ARGUMENT_INVALID', 'is not a percentage'],
    ['test-sample --env prod', 'ARGUMENT_INVALID', 'Did you mean production?'],
    ['test-sample --env', 'ARGUMENT_INVALID', '--env needs a value'],
    ['test-sample --env --plan x', 'ARGUMENT_INVALID', '--env needs a value'],
    ['test-sample --env sandbox --env staging', 'ARGUMENT_INVALID', 'twice'],
    ['test-sample --envv sandbox', 'ARGUMENT_INVALID', 'Did you mean env?'],
    ['whoami --env sandbox', 'ARGUMENT_INVALID', 'whoami has no --env'],
    ['help --env sandbox', 'ARGUMENT_INVALID', 'help has no --env'],
    ['status --plan ../etc', 'ARGUMENT_INVALID', 'cannot be the name of a plan'],
    ['quarantine retri', 'ARGUMENT_INVALID', 'Did you mean retry?'],
    ['resume now', 'ARGUMENT_INVALID', "what to do with 'now'"],
    ['status --', 'ARGUMENT_INVALID', '-- without a name'],
    [`pause ${'x'.repeat(301)}`, 'ARGUMENT_INVALID', '301 characters'],
  ])('answers %j with what is wrong and what to write', (text, code, part) => {
    const problem = problemOf(text);
    expect(problem.code).toBe(code);
    expect(problem.message).toContain(part);
    expect(problem.hint.length).toBeGreaterThan(5);
  });

  it('never fails in any other way, and stays short, whatever is typed', { timeout: 30_000 }, () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        ...TYPED_VERBS,
        '--env',
        '—plan',
        '“',
        '%',
        '5',
        'sandbox',
        '\u00A0',
        '&lt;!channel&gt;',
        '\uD800',
      ),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const outcome = outcomeOf(pieces.join(' '));
        expect(COMMAND_TABLE.map((spec) => spec.verb as string)).toContain(outcome.verb);
        expect(outcome.said.length).toBeLessThan(500);
        expect(outcome.said.isWellFormed()).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('reads every percentage from above 0 to 100 in each way of writing it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.constantFrom('', '%', ' %', ' percent'),
        (hundredths, sign) => {
          expect(parsePercent(`${hundredths / 100}${sign}`)).toBe(hundredths / 100);
        },
      ),
    );
  });
});
