import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePlan } from '#domain/plan/parse-plan.ts';
import { formatFault } from '#domain/plan/plan-fault.ts';

const HEAD = `lockstep: 1
name: sample
title: A sample plan
slack:
  channel: C0123
source:
  sandbox:
    kind: bundle
    path: ./export
    classes:
      Leads: { file: leads.csv, key: Id }
destination:
  sandbox:
    kind: postgres
    url: { env: DESTINATION_URL }
roles:
  lead:
    title: Operations lead
    members: [U0001]
may:
  test-sample: [lead]
  remove-sample: [lead]
  retry: [lead]
  pause: [lead]
  resume: [lead]
  cancel: [lead]
  quarantine-export: [lead]
`;
const CLASSES = `classes:
  leads:
    source: Leads
    destination: leads
    identity: source_id
    fields:
`;
const LINES_BEFORE = (HEAD + CLASSES).split('\n').length - 1;

/** Faults of a plan whose class 'leads' has these fields, as 'line:column message', lines counted from the fields on. */
const faultsOf = (fields: string): string[] => {
  const parsed = parsePlan(HEAD + CLASSES + fields);
  return parsed.ok
    ? []
    : parsed.faults.map((fault) => `${fault.line - LINES_BEFORE}:${fault.column} ${fault.message}`);
};
const warningsOf = (fields: string): string[] =>
  parsePlan(HEAD + CLASSES + fields).warnings.map(
    (fault) => `${fault.line - LINES_BEFORE}:${fault.column} ${fault.message}`,
  );

describe('a password', () => {
  const withUrl = (url: string): string[] => {
    const parsed = parsePlan(
      `${HEAD.replace('url: { env: DESTINATION_URL }', `url: ${url}`)}${CLASSES}      name: { from: Full Name }\n`,
    );
    return parsed.ok ? [] : parsed.faults.map((fault) => fault.message);
  };

  it('is refused in a plan and not repeated; an address without one is not', () => {
    const [fault, ...others] = withUrl('postgres://me:hunter2@db/crm');
    expect(fault).toContain('a password must not stand in a plan');
    expect(fault).not.toContain('hunter2');
    expect(others).toEqual([]);
    expect(withUrl('postgres://me@db:5432/crm')).toEqual([]);
  });
});

describe('a plan that is right', () => {
  it('is read with its defaults and without warnings', () => {
    const parsed = parsePlan(`${HEAD}${CLASSES}      name: { from: Full Name }\n`);
    if (!parsed.ok) throw new Error(parsed.faults.map((fault) => formatFault('plan.yml', fault)).join('\n'));
    expect(parsed.warnings).toEqual([]);
    expect(parsed.plan.sample).toEqual({ percent: 5, seed: 'lockstep', minimum: 30 });
    expect(parsed.plan.classes['leads']).toMatchObject({
      scope: 'migrate',
      expect: [],
      limits: { quarantine: 0 },
    });
  });

  it('keeps names as they are written: 007 is not 7, and a byte-order mark is no fault', () => {
    const parsed = parsePlan(
      `\uFEFF${HEAD}${CLASSES}      stage:\n        from: Stage\n        transforms: [{ use: picklist, values: { 007: New, 1.0: Old, true: Yes } }]\n`,
    );
    expect(parsed.ok && parsed.plan.classes['leads']).toMatchObject({
      fields: { stage: { transforms: [{ values: { '007': 'New', '1.0': 'Old', true: 'Yes' } }] } },
    });
  });

  it('takes constructor, emoji and right-to-left text as names [R31]', () => {
    const parsed = parsePlan(
      `${HEAD}${CLASSES}      constructor: { from: toString }\n      "🏠 שם": { from: "اسم" }\n`,
    );
    expect(parsed.ok && Object.keys(parsed.plan.classes['leads'] ?? {})).toContain('fields');
    const leads = parsed.ok ? parsed.plan.classes['leads'] : undefined;
    expect(leads?.scope === 'migrate' ? Object.keys(leads.fields) : []).toEqual(['constructor', '🏠 שם']);
  });
});

describe('faults of the text', () => {
  it('names syntax by line and column', () => {
    const parsed = parsePlan('lockstep: 1\nname: [oops\n');
    expect(parsed.ok ? [] : parsed.faults.map((fault) => fault.line)).toEqual([3]);
  });

  it('names a key that stands twice, at the second', () => {
    expect(faultsOf('      name: { from: A }\n      name: { from: B }\n')).toEqual([
      expect.stringMatching(/^2:7 this name stands twice/),
    ]);
  });

  it('refuses __proto__ as a name instead of dropping it', () => {
    expect(faultsOf('      __proto__: { from: A }\n      ok: { from: B }\n')).toEqual([
      expect.stringMatching(/^1:7 '__proto__' cannot be a name/),
    ]);
  });

  it('stops an alias bomb', () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g']
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdef'[index]}`).join(',')}]`)
      .join('\n')}\n`;
    const parsed = parsePlan(bomb);
    expect(parsed.ok ? [] : parsed.faults[0]?.message).toMatch(/aliases/);
  });

  it('stops at text that is nested without end, and at an alias that holds itself', () => {
    for (const text of [
      '['.repeat(1_900_000),
      '- '.repeat(50_000),
      `${'{a: '.repeat(20_000)}x${'}'.repeat(20_000)}`,
      'classes: &a { b: *a }',
    ]) {
      const parsed = parsePlan(text);
      expect(parsed.ok ? 0 : parsed.faults.length).toBeGreaterThan(0);
    }
  });

  it('never throws, and every fault lies in the text, however the text is spoiled', () => {
    const whole = `${HEAD}${CLASSES}      name: { from: A, transforms: [{ use: split, separator: ',' }, { use: join }] }\n`;
    const piece = fc.constantFrom(
      '',
      '\n',
      '  ',
      ': ',
      '- ',
      '[',
      '}',
      '"',
      "'",
      '&a ',
      '*a',
      '|',
      '\t',
      '\0',
      '\ud800',
      '🏠',
      '__proto__: x',
      'null',
      '5',
      '? ',
    );
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(12), piece, (place, length, spoil) => {
        const text = whole.slice(0, place) + spoil + whole.slice(place + length);
        const parsed = parsePlan(text);
        const lines = text.split('\n').length;
        const outside = [...(parsed.ok ? [] : parsed.faults), ...parsed.warnings].filter(
          ({ line, column }) => line < 1 || line > lines || column < 1,
        );
        expect(outside).toEqual([]);
        expect(parsed.ok || parsed.faults.length > 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('says what is missing in an empty file', () => {
    const parsed = parsePlan('');
    expect(parsed.ok ? 0 : parsed.faults.length).toBeGreaterThan(0);
  });
});

describe('faults of shape', () => {
  it('points at an unknown setting by its name', () => {
    expect(faultsOf('      name:\n        from: A\n        transform: []\n')).toEqual([
      '3:9 is not a setting known here. Look for a typing mistake',
    ]);
  });

  it('points at a wrong value where it stands, and says what belongs there', () => {
    expect(
      faultsOf(`      name:
        from: 5
        transforms:
          - use: nope
          - { use: split, take: -1, separator: '' }
          - trim
`),
    ).toEqual([
      '2:15 must be text; YAML reads this as a number. Put it in quotes',
      expect.stringMatching(/^4:18 'nope' does not fit: one of constant, trim, /),
      '5:33 must be at least 0',
      '5:48 must not be empty',
      '6:13 must be a block of named settings',
    ]);
  });

  it('points at the parent of something missing', () => {
    const parsed = parsePlan(
      `${HEAD}classes:\n  leads:\n    source: Leads\n    destination: leads\n    fields: {}\n`,
    );
    expect(parsed.ok ? [] : parsed.faults).toEqual([
      { line: 29, column: 3, path: 'classes.leads.identity', message: 'is missing: text belongs here' },
    ]);
  });

  it('tells the scopes apart: an archived class needs a reason, a class cannot have another scope', () => {
    const parsed = parsePlan(`${HEAD}classes:
  leads: { scope: archive, source: Leads }
  notes: { scope: keep, source: Leads }
`);
    expect(parsed.ok ? [] : parsed.faults.map((fault) => `${fault.path}: ${fault.message}`)).toEqual([
      'classes.leads.reason: is missing: text belongs here',
      'classes.notes.scope: must be one of migrate, archive, exclude',
    ]);
  });

  it('finds faults of shape and names that do not fit together in one go', () => {
    const parsed =
      parsePlan(`${HEAD.replace('title: A sample plan', 'title: 5').replace('retry: [lead]', 'retry: [leed]')}${CLASSES}      name: { from: 1 }
      owner: { from: Owner, transforms: [{ use: reference, class: people }] }
`);
    expect(parsed.ok ? [] : parsed.faults.map((fault) => fault.path)).toEqual([
      'title',
      'may.retry[0]',
      'classes.leads.fields.name.from',
      'classes.leads.fields.owner.transforms[0].class',
    ]);
  });
});

describe('what no single value shows', () => {
  it.each([
    [
      'a reference to no class',
      '{ from: A, transforms: [{ use: reference, class: people }] }',
      "there is no class 'people'",
    ],
    [
      'something after a reference',
      '{ from: A, transforms: [{ use: reference, class: leads }, { use: trim }] }',
      'nothing may follow a reference',
    ],
    ['no source', '{ transforms: [{ use: trim }] }', 'no source field'],
    ['a template that needs a value', "{ transforms: [{ use: template, text: 'x {}' }] }", 'there is none'],
    [
      'an open brace',
      "{ from: A, transforms: [{ use: template, text: 'x {Name' }] }",
      'without its other half',
    ],
    ['an empty picklist', '{ from: A, transforms: [{ use: picklist, values: {} }] }', 'the table is empty'],
    [
      'a picklist that erases',
      "{ from: A, transforms: [{ use: picklist, values: { New: '' } }] }",
      'turned into nothing',
    ],
    [
      'a picklist at odds with itself',
      '{ from: A, transforms: [{ use: picklist, ignoreCase: true, values: { New: A, NEW: B } }] }',
      'different meanings',
    ],
    ['a format without a year', '{ from: A, transforms: [{ use: date, formats: [M/d] }] }', 'names no year'],
    [
      'a format with an unknown token',
      '{ from: A, transforms: [{ use: date, formats: [yyyy-MM-dd Q] }] }',
      "'Q' is not a token",
    ],
    [
      'half a day',
      '{ from: A, transforms: [{ use: date, formats: ["yyyy-MM-dd h:mm"] }] }',
      'belong together',
    ],
    [
      'an instant without a zone',
      '{ from: A, transforms: [{ use: date, formats: [yyyy-MM-dd HH:mm], to: instant }] }',
      'needs a zone',
    ],
    [
      'a zone that is not',
      '{ from: A, transforms: [{ use: date, formats: [yyyy-MM-dd], zone: Mars/Olympus }] }',
      "no time zone 'Mars/Olympus'",
    ],
    [
      'one sign for two',
      '{ from: A, transforms: [{ use: number, decimal: ",", group: "," }] }',
      'cannot be both',
    ],
    ['a currency that is not', '{ from: A, transforms: [{ use: money, currency: XQX }] }', 'not a currency'],
    [
      'yes and no',
      '{ from: A, transforms: [{ use: boolean, true: [x], false: [X] }] }',
      'true and for false',
    ],
    ['a region that is not', '{ from: A, transforms: [{ use: phone, region: XX }] }', 'not a region'],
    ['states of nowhere', '{ from: A, transforms: [{ use: state, country: LI }] }', 'not known here'],
    [
      'a file outside',
      '{ from: A, transforms: [{ use: custom, function: ./../x.ts#f }] }',
      'beside the plan',
    ],
  ])('refuses %s', (_name, mapping, message) => {
    expect(faultsOf(`      field: ${mapping}\n`)).toEqual([expect.stringContaining(message)]);
  });

  it('warns of a verb that nobody may use', () => {
    const parsed = parsePlan(`${HEAD.replace('  retry: [lead]\n', '')}${CLASSES}      name: { from: A }\n`);
    expect(parsed.ok).toBe(true);
    expect(parsed.warnings.map((warning) => [warning.line, warning.message])).toEqual([
      [20, 'nobody may do retry. Name roles for each, or leave it so on purpose'],
    ]);
  });

  it('warns of a part that nobody reads', () => {
    expect(warningsOf('      name: { from: A }\n    each: { field: Tags, separator: ; }\n')).toEqual([
      expect.stringContaining('no field reads the part'),
    ]);
    expect(warningsOf('      name: { from: each }\n    each: { field: Tags, separator: ; }\n')).toEqual([]);
  });

  it('refuses two classes that would take each other for themselves', () => {
    const second = `  people:\n    source: Leads\n    destination: leads\n    identity: source_id\n    fields: { name: { from: A } }\n`;
    expect(faultsOf(`      name: { from: A }\n${second}`)).toEqual([
      expect.stringContaining('the same identity'),
    ]);
    const apart = `      name: { from: A }\n${second.replace('{ name', "{ source_id: { transforms: [{ use: template, text: 'p-{Id}' }] }, name")}`;
    expect(faultsOf(apart)).toEqual([]);
  });

  it('holds the bundle against the plan: classes that are not there, classes nobody mentions, references to nothing', () => {
    const bundle = HEAD.replace(
      '      Leads: { file: leads.csv, key: Id }\n',
      '      Leads: { file: leads.csv, key: Id, references: { Boss: Bosses } }\n      Notes: { file: notes.csv, key: Id }\n',
    );
    const parsed = parsePlan(
      `${bundle}${CLASSES.replace('source: Leads', 'source: Lead')}      name: { from: A }\n`,
    );
    expect(parsed.ok ? [] : parsed.faults.map((fault) => fault.message)).toEqual([
      "this bundle has no class 'Bosses'",
      "the bundle of 'sandbox' has no class 'Lead'",
    ]);
    expect(parsed.warnings.map((warning) => warning.path)).toEqual([
      'source.sandbox.classes.Leads',
      'source.sandbox.classes.Notes',
    ]);
  });

  it('refuses a plan whose ends never meet, and warns of an environment with one end', () => {
    const apart = parsePlan(
      `${HEAD.replace('destination:\n  sandbox', 'destination:\n  staging')}${CLASSES}      name: { from: A }\n`,
    );
    expect(apart.ok ? [] : apart.faults.map((fault) => fault.message)).toEqual([
      expect.stringContaining('nothing can run'),
    ]);
  });

  it('holds expected differences and fidelity checks against the fields', () => {
    expect(
      faultsOf(`      name: { from: A }
    expect:
      - { field: nam, difference: case, reason: lower case }
      - { field: name, difference: rounding, reason: cents }
    fidelity:
      - { check: day, source: A, destination: name, zone: Nowhere }
`),
    ).toEqual([
      "3:18 'nam' is not a field that this class maps",
      '4:9 say the largest difference: within: "0.01"',
      expect.stringContaining("no time zone 'Nowhere'"),
    ]);
  });
});
