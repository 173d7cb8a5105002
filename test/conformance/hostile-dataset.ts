import type { FieldValue } from '#domain/record.ts';
import type { FieldType } from '#domain/system-schema.ts';

/** What the suite wants to find in the system under test. The system's own means put it there, never its connector. */
export interface DatasetField {
  readonly name: string;
  readonly type: FieldType;
  readonly required?: boolean;
  readonly unique?: boolean;
  readonly maxLength?: number;
  readonly picklist?: readonly string[];
  /** The system makes the value. */
  readonly generated?: boolean;
  readonly precision?: number;
  readonly scale?: number;
}

export interface DatasetClass {
  readonly name: string;
  readonly key: readonly string[];
  readonly fields: readonly DatasetField[];
  readonly references?: { readonly field: string; readonly toClass: string; readonly toField: string };
  /** Parallel to `fields`. */
  readonly rows: readonly (readonly FieldValue[])[];
}

/** Values that have broken a migration somewhere. */
export const HOSTILE_TEXTS: readonly string[] = [
  '',
  ' ',
  '  outer blanks  ',
  'plain',
  'line one\nline two\r\nline three\rline four',
  '\n',
  '\t',
  'tab\tinside',
  '\\',
  '\\N',
  '\\n',
  'C:\\new\\table',
  '\\.',
  '"',
  '""',
  "'",
  'O\'Brien, "Bob"; DROP TABLE people; --',
  ',;|\t,',
  'null',
  'NULL',
  'undefined',
  'true',
  '0',
  '-0',
  '007',
  '12345678901234567890',
  '1e21',
  '0.1',
  'Zoë Müller-Łukasiewicz',
  'e\u0301 and \u00e9',
  '株式会社テスト',
  'مرحبا بالعالم',
  '\u202eright to left\u202c',
  '🦄👩\u200d👩\u200d👧\u200d👦🇨🇭',
  '\u{1F600}'.repeat(40),
  '\ufeffbyte order mark',
  '\u00a0\u2028\u2029\u0085',
  '\u0001\u0008\u000b\u000c\u001b\u007f',
  '<!channel> <@U123> <https://example.com|x> & <b>',
  '=cmd|calc!A1',
  '${jndi:x} {{x}} %s %00',
  '__proto__',
  'constructor',
  'x'.repeat(20_000),
];

const DECIMALS = [
  '0',
  '1',
  '-1',
  '0.01',
  '-0.5',
  '1234567890123456789012345.123456789',
  '0.1',
  '100',
  '99999999.99',
];
const INTEGERS = ['0', '-1', '9223372036854775807', '-9223372036854775808', '9007199254740993', '42'];
const DATES = [
  '0001-01-01',
  '1899-12-31',
  '1970-01-01',
  '2000-02-29',
  '2024-03-10',
  '9999-12-31',
  '1582-10-10',
];
const LOCALS = [
  '0001-01-01T00:00:00',
  '2024-03-10T02:30:00',
  '2024-11-03T01:30:00.5',
  '9999-12-31T23:59:59.999999',
];
const INSTANTS = [
  '0001-01-01T00:00:00Z',
  '1970-01-01T00:00:00Z',
  '2024-03-10T06:59:59.999999Z',
  '2024-11-03T05:30:00.5Z',
  '1883-11-18T12:03:58Z',
  '9999-12-31T23:59:59.999999Z',
];
const BOOLEANS = ['true', 'false'];
const UUIDS = ['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-4fff-bfff-ffffffffffff'];

const PICKLIST = ['new lead', "won't fix", 'a, b', 'Ünïcode', 'back\\slash'] as const;

/** Fields that every kind of class in the suite has, with the values they take in turn. A null comes by now and then. */
export const VALUE_FIELDS: readonly { readonly field: DatasetField; readonly values: readonly string[] }[] = [
  { field: { name: 'name', type: 'text' }, values: HOSTILE_TEXTS },
  { field: { name: 'amount', type: 'decimal' }, values: DECIMALS },
  { field: { name: 'big', type: 'integer' }, values: INTEGERS },
  { field: { name: 'day', type: 'date' }, values: DATES },
  { field: { name: 'wall', type: 'local' }, values: LOCALS },
  { field: { name: 'seen', type: 'instant' }, values: INSTANTS },
  { field: { name: 'active', type: 'boolean' }, values: BOOLEANS },
  { field: { name: 'token', type: 'uuid' }, values: UUIDS },
  { field: { name: 'raw', type: 'bytes' }, values: ['', '00', 'ff5c785c6e0a27'] },
  {
    field: { name: 'tags', type: 'list' },
    values: ['[]', '["a","","NULL","{x}","\\"\\\\ ,\\n"]', '["1",null]'],
  },
  { field: { name: 'doc', type: 'json' }, values: ['{"a": "x\\ny"}', '12345678901234567890', '"\\"\\\\"'] },
  { field: { name: '__proto__', type: 'text' }, values: ['polluted', '', '{}'] },
  { field: { name: 'Weird "name"; --', type: 'text' }, values: ['weird'] },
];

/** Never all at once: rows differ in which field is empty. */
const valuesOf = (row: number): FieldValue[] =>
  VALUE_FIELDS.map(({ values }, place) =>
    (row + place) % 11 === 10 ? null : (values[row % values.length] ?? null),
  );

const HOSTILE_IDS = HOSTILE_TEXTS.filter((text) => text !== '' && text.length < 200 && text.trim() === text);

const peopleIds = (): string[] => [
  ...Array.from({ length: 100 }, (_, row) => String(10_000_000_000_000_000_000n + BigInt(row * 37))),
  ...Array.from({ length: 20 }, (_, row) => String(row * 7)),
  'a',
  'B',
  'b',
  'A',
  'ä',
  'z',
  'Z',
  'ab',
  'a b',
  'a-b',
  ...HOSTILE_IDS.filter((id) => !/^\d{1,3}$/.test(id)),
];

/** Records to read: a text key with ids of every kind, hostile values in every field. */
export const PEOPLE: DatasetClass = {
  name: 'people',
  key: ['id'],
  fields: [
    { name: 'id', type: 'text', required: true, unique: true },
    ...VALUE_FIELDS.map(({ field }) => field),
  ],
  rows: peopleIds().map((id, row) => [id, ...valuesOf(row)]),
};

/** Records with a key of two fields, and parents. */
export const VISITS: DatasetClass = {
  name: 'visits',
  key: ['person', 'number'],
  fields: [
    { name: 'person', type: 'text', required: true },
    { name: 'number', type: 'integer', required: true },
    { name: 'place', type: 'text' },
  ],
  references: { field: 'person', toClass: 'people', toField: 'id' },
  rows: peopleIds()
    .slice(90, 130)
    .flatMap((person, row) => [1, 2, 10].map((number) => [person, String(number), `place ${row}`])),
};

/** Nothing in it: to write to. The system makes the key; `external` carries the source id. */
export const ARRIVALS: DatasetClass = {
  name: 'arrivals',
  key: ['id'],
  fields: [
    { name: 'id', type: 'integer', required: true, unique: true, generated: true },
    { name: 'external', type: 'text', required: true, unique: true },
    ...VALUE_FIELDS.map(({ field }) => field),
    { name: 'stage', type: 'text', required: true, picklist: PICKLIST },
    { name: 'short', type: 'text', maxLength: 10 },
    { name: 'price', type: 'decimal', precision: 8, scale: 2 },
    { name: 'email', type: 'text', unique: true },
    { name: 'plain', type: 'text' },
  ],
  rows: [],
};

/** Children of what is written, to hold it up when it is removed. */
export const DEPENDANTS: DatasetClass = {
  name: 'dependants',
  key: ['id'],
  fields: [
    { name: 'id', type: 'text', required: true, unique: true },
    { name: 'arrival', type: 'integer', required: true },
  ],
  references: { field: 'arrival', toClass: 'arrivals', toField: 'id' },
  rows: [],
};
