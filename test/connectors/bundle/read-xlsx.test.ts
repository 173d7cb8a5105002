import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BUNDLE_LIMITS } from '#connectors/bundle/bundle-limits.ts';
import { kindOfFormatCode } from '#connectors/bundle/xlsx/number-format.ts';
import { serialDate } from '#connectors/bundle/xlsx/serial-date.ts';
import { failureOf, openTestBundle, readAll, readTable } from './bundle-fixture.ts';
import { makeXlsx, sheetData, textCell } from './make-xlsx.ts';
import { makeZip } from './make-zip.ts';

const fixture = (name: string) => readFile(new URL(`fixtures/${name}`, import.meta.url));
const header = [textCell('A1', 'id'), textCell('B1', 'value')];
const read = (book: Parameters<typeof makeXlsx>[0], settings = {}) =>
  readTable('t.xlsx', makeXlsx(book), settings);
/** Values of column B. */
const valuesOf = async (cells: readonly string[], book: Partial<Parameters<typeof makeXlsx>[0]> = {}) => {
  const rows = cells.map((cell, at) => [
    textCell(`A${at + 2}`, String(at + 100)),
    cell.replace('@', `B${at + 2}`),
  ]);
  const table = await read({ ...book, sheets: { Sheet: sheetData([header, ...rows]) } });
  return table.rows.map(([, value]) => value);
};

/** Many files are written and synchronised here; a busy disk takes its time. */
const SLOW = { timeout: 60_000 };

describe('an XLSX workbook of a bundle', () => {
  it.each(['xlsxwriter.xlsx', 'xlsxwriter-1904.xlsx', 'xlsxwriter-inline.xlsx'])(
    'is read as XlsxWriter wrote it: %s [R20] [R31]',
    async (name) => {
      const table = await readTable(name, await fixture(name), { sheet: 'Deals' });
      expect(table.fields).toEqual([
        'id',
        'text',
        'number',
        'day',
        'moment',
        'clock',
        'span',
        'truth',
        'formula',
        'fault',
        'rich',
      ]);
      const column = (field: string) => table.rows.map((row) => row[table.fields.indexOf(field)]);
      expect(column('text')).toEqual([
        "O'Brien & <Söhne>",
        'line one\nline two\r\nthree',
        '  outer spaces  ',
        '😀 日本 العربية',
        '_x000D_ as text',
        'tab\there',
      ]);
      expect(column('number')).toEqual([
        '0.1',
        '1234567890.12',
        '15551234567',
        '-0.5',
        '1000000000000000000000',
        '123456789012345',
      ]);
      expect(column('day')).toEqual([0, 1, 2, 3, 4, 5].map((n) => `2024-03-1${n}`));
      expect(new Set(column('moment'))).toEqual(new Set(['2024-02-29T23:59:59.500']));
      expect(new Set(column('clock'))).toEqual(new Set(['13:30:05']));
      expect(new Set(column('span'))).toEqual(new Set(['36:00:00']));
      expect(column('truth')).toEqual(['true', 'false', 'true', 'false', 'true', 'false']);
      expect(column('formula')).toEqual(['2', 'two', 'true', '2.5', null, '7']);
      expect(column('rich')[0]).toBe(name.includes('inline') ? null : 'plain bold plain');
    },
  );

  it('is read as openpyxl wrote it: the first sheet if none is named [R20]', async () => {
    const table = await readTable('t.xlsx', await fixture('openpyxl.xlsx'));
    expect(table.fields).toEqual(['id', 'text', 'day', 'moment', 'truth', 'formula']);
    expect(table.rows[3]).toEqual([
      '4',
      '😀 日本 العربية',
      '2023-11-05',
      '2023-11-05T01:30:00',
      'true',
      null,
    ]);
    expect(table.rows).toHaveLength(6);
  });

  it('says which cell holds an error or a formula without a result, to who asks for its field [R32]', async () => {
    await using bundle = await openTestBundle({
      files: { 'a.xlsx': await fixture('xlsxwriter.xlsx'), 'b.xlsx': await fixture('openpyxl.xlsx') },
      classes: { a: { file: 'a.xlsx', sheet: 'Deals' }, b: { file: 'b.xlsx' } },
    });
    const reasons = async (name: string, fields: string[]) =>
      (await readAll(bundle.connector, name, { fields })).flatMap((record) => record.reasons ?? []);
    const code = 'value-invalid';
    expect(await reasons('a', ['fault'])).toEqual([
      { code, field: 'fault', detail: 'cell J4 holds an error (#N/A)' },
    ]);
    expect(await reasons('b', ['formula'])).toEqual([
      { code, field: 'formula', detail: 'cell F2 holds a formula without a result' },
    ]);
    expect(await reasons('a', ['id', 'text'])).toEqual([]);
  });

  it('is read in its strict form, and with prefixed names', async () => {
    const sheets = {
      Sheet: sheetData([
        header,
        [textCell('A2', '1'), '<c r="B2" t="d" s="1"><v>2024-03-10T00:00:00</v></c>'],
      ]),
    };
    for (const form of [{ strict: true }, { prefix: 'x' }]) {
      expect((await read({ ...form, sheets, formats: ['yyyy-mm-dd'] })).rows).toEqual([['1', '2024-03-10']]);
    }
  });

  it('keeps numbers as the shortest text of the same double, whole ones as written [R30]', async () => {
    const numbers = [
      '0.10000000000000001',
      '1.1000000000000001',
      '1E+2',
      '12345678901234567890',
      '-0',
      '1e-7',
      '007',
    ];
    const cells = numbers.map((number) => `<c r="@"><v>${number}</v></c>`);
    expect(await valuesOf(cells)).toEqual([
      '0.1',
      '1.1',
      '100',
      '12345678901234567890',
      '0',
      '0.0000001',
      '007',
    ]);
  });

  it('reads missing cells, rows and places, and takes a row without values for none', async () => {
    const sheet = `<sheetData><row r="3"><c r="B3" t="inlineStr"><is><t>id</t></is></c><c t="inlineStr"><is><t>a</t></is></c><c t="inlineStr"><is><t>b</t></is></c></row>
      <row><c r="B4"><v>1</v></c><c r="D4"><v>9</v></c></row><row r="7" spans="1:4"><c r="B7" s="1"/><c r="C7" t="inlineStr"><is><t/></is></c></row><row r="9"><c r="B9"><v>2</v></c></row></sheetData>`;
    const table = await read({ sheets: { Sheet: sheet } });
    expect([table.fields, ...table.rows]).toEqual([
      ['id', 'a', 'b'],
      ['1', null, '9'],
      ['2', null, null],
    ]);
    const asText = await read({ sheets: { Sheet: sheet } }, { emptyIs: 'text' });
    expect(asText.rows[1]).toEqual(['2', '', '']);
  });

  it('leaves out how a word is spoken, and joins the runs of rich text', async () => {
    const strings = [
      '<r><t>東</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 京</t></r><rPh sb="0" eb="1"><t>とう</t></rPh>',
    ];
    expect(await valuesOf(['<c r="@" t="s"><v>0</v></c>'], { strings })).toEqual(['東 京']);
  });

  it('gives back any text as it was [R31]', SLOW, async () => {
    const special = fc.constantFrom(
      '\r',
      '\n',
      '\t',
      ' ',
      '_',
      'x',
      '0',
      'D',
      '_x000D_',
      '&',
      '<',
      ']]>',
      '😀',
      '\u0001',
      '\uFFFE',
    );
    const control = (character: string) =>
      character.length > 1 ? character : `_x${character.charCodeAt(0).toString(16).padStart(4, '0')}_`;
    const escape = (text: string) =>
      text
        .replaceAll(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
        .replaceAll(/[^\t\n\u0020-\uFFFD]/gu, control)
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;');
    const text = fc.oneof(
      fc.string({ unit: special, minLength: 1 }),
      fc.string({ unit: 'grapheme', minLength: 1 }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 20 }),
        fc.boolean(),
        async (texts, shared) => {
          const cells = texts.map((each, at) =>
            shared ? `<c r="@" t="s"><v>${at}</v></c>` : textCell('@', escape(each)),
          );
          const strings = texts.map((each) => `<t xml:space="preserve">${escape(each)}</t>`);
          // What is shared is spilled to a file after the first few characters.
          const limits = { ...BUNDLE_LIMITS, sharedStringCharacters: 60 };
          const rows = cells.map((cell, at) => [
            textCell(`A${at + 2}`, String(at + 100)),
            cell.replace('@', `B${at + 2}`),
          ]);
          const xlsx = makeXlsx({ strings, sheets: { Sheet: sheetData([header, ...rows]) } });
          await using bundle = await openTestBundle({
            files: { 't.xlsx': xlsx },
            classes: { t: { file: 't.xlsx' } },
            limits,
          });
          expect(
            (await readAll(bundle.connector, 't', { fields: ['value'] })).flatMap((record) => record.values),
          ).toEqual(texts);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('is read out of a zip too', async () => {
    const zip = makeZip([{ name: 'apps/deals.xlsx', data: await fixture('openpyxl.xlsx') }]);
    await using bundle = await openTestBundle({ zip, classes: { deals: { file: 'apps/deals.xlsx' } } });
    expect(await bundle.connector.count('deals')).toBe(6);
  });

  it.each([
    ['merged header cells', sheetData([header]) + '<mergeCells><mergeCell ref="B1:C1"/></mergeCells>'],
    [
      'merged rows',
      sheetData([header, [textCell('A2', '1')]]) + '<mergeCells><mergeCell ref="A2:A3"/></mergeCells>',
    ],
    ['a name twice', sheetData([[textCell('A1', 'id'), textCell('B1', 'id')]])],
    ['a column without a name between', sheetData([[textCell('A1', 'id'), textCell('C1', 'c')]])],
    ['a value beyond the names', sheetData([header, [textCell('A2', '1'), textCell('C2', 'secret')]])],
    [
      'a value before the names',
      sheetData([[textCell('B1', 'id')], [textCell('A2', 'secret'), textCell('B2', '1')]]),
    ],
    ['no rows', '<sheetData/>'],
    ['a text that is not there', sheetData([header, ['<c r="A2" t="s"><v>5</v></c>']])],
    ['a number that is none', sheetData([header, ['<c r="A2"><v>secret</v></c>']])],
    ['a cell twice', sheetData([header, [textCell('A2', '1'), textCell('A2', 'secret')]])],
    ['a row twice', `<sheetData>${'<row r="1"><c r="A1"><v>1</v></c></row>'.repeat(2)}</sheetData>`],
    ['a cell beyond the sheet', sheetData([header, ['<c r="XFE2"><v>1</v></c>']])],
    ['XML that is not well-formed', '<sheetData><row r="1"></sheetData>'],
    ['an entity', sheetData([[textCell('A1', '&secret;')]])],
  ])('is unreadable with %s, and no error quotes a cell', async (_what, sheet) => {
    const error = await failureOf(read({ sheets: { Sheet: sheet } }));
    expect(error).toMatchObject({ code: 'BUNDLE_UNREADABLE', message: expect.stringContaining('t.xlsx') });
    expect(JSON.stringify(error) + String(error)).not.toContain('secret');
  });

  it('names the sheets there are when the one wanted is not', async () => {
    const error = await failureOf(
      read({ sheets: { One: sheetData([header]), Two: '' } }, { sheet: 'Three' }),
    );
    expect(error).toMatchObject({ code: 'BUNDLE_UNREADABLE', hint: 'Its sheets: "One", "Two".' });
  });

  it('is refused with a document type: no entity ever grows [R20]', async () => {
    const laughs = `<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;">]><worksheet>&lol2;</worksheet>`;
    const external = `<!DOCTYPE x SYSTEM "file:///etc/passwd"><sst/>`;
    for (const parts of [{ 'xl/worksheets/sheet0.xml': laughs }, { 'xl/sharedStrings.xml': external }]) {
      const error = await failureOf(read({ sheets: { Sheet: '' }, parts }));
      expect(error).toMatchObject({ code: 'BUNDLE_UNSAFE', message: expect.stringContaining('t.xlsx') });
    }
  });

  it('is refused when a part unpacks out of proportion or nests without end', SLOW, async () => {
    const bomb = Buffer.concat([Buffer.from('<sst><si><t>'), Buffer.alloc(100 * 1024 * 1024, 'a')]);
    const parts = { 'xl/sharedStrings.xml': bomb };
    expect(await failureOf(read({ sheets: { Sheet: '' }, parts }))).toMatchObject({ code: 'BUNDLE_UNSAFE' });
    const deep = '<a>'.repeat(1000) + '</a>'.repeat(1000);
    expect(await failureOf(read({ sheets: { Sheet: deep } }))).toMatchObject({ code: 'BUNDLE_UNSAFE' });
  });

  it('is unreadable when it is no workbook, one with a password, or cut short', async () => {
    const whole = makeXlsx({ sheets: { Sheet: sheetData([header]) } });
    const others = [
      Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
      makeZip([{ name: 'x', data: 'y' }]),
      whole.subarray(0, whole.length - 30),
      whole.subarray(0, 200),
    ];
    for (const bytes of others) {
      expect(await failureOf(readTable('t.xlsx', bytes))).toMatchObject({ code: 'BUNDLE_UNREADABLE' });
    }
  });
});

describe('the number format of a cell', () => {
  it.each([
    ['General', 'number'],
    ['0.00', 'number'],
    ['#,##0.00;[Red]-#,##0.00', 'number'],
    ['[$USD-409] #,##0.00', 'number'],
    ['"day" 0', 'number'],
    [String.raw`0\d`, 'number'],
    ['0.00E+00', 'number'],
    ['@', 'number'],
    ['yyyy-mm-dd', 'date'],
    ['[$-409]mmm d, yyyy;@', 'date'],
    ['MM/YY', 'date'],
    ['mmmm', 'date'],
    ['dd.mm.yyyy hh:mm', 'date-time'],
    ['m/d/yy h:mm AM/PM', 'date-time'],
    ['yyyy-mm-ddThh:mm:ss.000', 'date-time'],
    ['h:mm:ss', 'time'],
    ['mm:ss.0', 'time'],
    ['[h]:mm', 'duration'],
    ['[mm]:ss', 'duration'],
  ])('%s means a %s', (code, kind) => {
    expect(kindOfFormatCode(code)).toBe(kind);
  });
});

describe('a date in a workbook', () => {
  it.each([
    [1, 'date', false, '1900-01-01'],
    [59, 'date', false, '1900-02-28'],
    [60, 'date', false, '1900-02-29'],
    [61, 'date', false, '1900-03-01'],
    [45_361, 'date', false, '2024-03-10'],
    [43_899, 'date', true, '2024-03-10'],
    [0, 'date', true, '1904-01-01'],
    [45_361.5, 'date', false, '2024-03-10T12:00:00'],
    [45_361, 'date-time', false, '2024-03-10T00:00:00'],
    [45_360.999_999_999, 'date-time', false, '2024-03-10T00:00:00'],
    [2_958_465, 'date', false, '9999-12-31'],
    [2_958_466, 'date', false, null],
    [0, 'date', false, null],
    [-1, 'date', false, null],
    [0.5, 'time', false, '12:00:00'],
    [45_361.25, 'time', false, '2024-03-10T06:00:00'],
    [1.5, 'duration', false, '36:00:00'],
    [-0.5, 'duration', false, '-12:00:00'],
  ] as const)('%s as %s (1904: %s) is %s', (...[serial, kind, date1904, text]) => {
    expect(serialDate(serial, kind, date1904)).toBe(text);
  });

  it('comes back from any moment, in both systems', () => {
    const moment = fc.date({
      min: new Date('1904-01-02T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(moment, fc.boolean(), (date, date1904) => {
        const seconds = new Date(Math.floor(date.getTime() / 1000) * 1000);
        const epoch = date1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
        const serial = (seconds.getTime() - epoch) / 86_400_000;
        expect(serialDate(serial, 'date-time', date1904)).toBe(seconds.toISOString().slice(0, 19));
      }),
    );
  });
});
