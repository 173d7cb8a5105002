import { describe, expect, it } from 'vitest';
import { unnamedFiles } from '#connectors/bundle/unnamed-files.ts';
import { systemSchema } from '#domain/plan/plan-schema.ts';
import { openTestBundle } from './bundle-fixture.ts';
import { makeXlsx, sheetData, textCell } from './make-xlsx.ts';
import { makeZip } from './make-zip.ts';

const settings = (...files: string[]) => {
  const classes = Object.fromEntries(files.map((file, index) => [`class-${index}`, { file, key: 'id' }]));
  const parsed = systemSchema.parse({ kind: 'bundle', path: 'bundle', classes });
  if (parsed.kind !== 'bundle') throw new Error('not a bundle');
  return parsed;
};

describe('what a bundle holds and its plan does not name', () => {
  it.each([
    'calls.csv',
    'calls.TSV',
    'calls.xlsx',
    'calls.xls',
    'calls.jsonl',
    'calls.json',
    'crm/calls.csv',
    'notice_of_default.csv',
  ])('is a data file: %s [R4] [R26]', (path) => {
    expect(unnamedFiles(['crm/leads.csv', path], settings('crm/leads.csv'))).toEqual([path]);
  });

  it('is a folder of files, named once, whatever is in it [R4]', () => {
    const paths = ['leads.csv', 'attachments/1.pdf', 'attachments/2019/2.csv', 'files/3.pdf'];
    expect(unnamedFiles(paths, settings('leads.csv', 'files/'))).toEqual(['attachments/']);
    expect(unnamedFiles(['crm/files/1.pdf', 'crm/more/2.pdf'], settings('crm/files/'))).toEqual([
      'crm/more/',
    ]);
  });

  it('is not what exports bring along: hidden files, texts about the export, what a loose picture is', () => {
    const paths = [
      'leads.csv',
      '.lockstep-sample.json',
      '.git/config.json',
      '__MACOSX/leads.csv',
      '~$leads.xlsx',
      'README.md',
      'docs/README.txt',
      'LICENSE',
      'logo.png',
      'files/list.csv',
    ];
    expect(unnamedFiles(paths, settings('leads.csv', 'files/'))).toEqual([]);
  });

  it('is told by the bundle, folder or zip alike', async () => {
    const classes = { leads: { file: 'leads.csv' }, files: { file: 'files/', key: 'path' } };
    const files = { 'leads.csv': 'id\n1\n', 'calls.csv': 'id\n1\n', 'files/a.csv': 'x', '.hidden.csv': 'x' };
    await using folder = await openTestBundle({ classes, files });
    expect((await folder.connector.describe()).unnamed).toEqual([{ name: 'calls.csv' }]);
    const zip = makeZip(Object.entries(files).map(([name, data]) => ({ name, data: Buffer.from(data) })));
    await using zipped = await openTestBundle({ classes, zip });
    expect((await zipped.connector.describe()).unnamed).toEqual([{ name: 'calls.csv' }]);
  });

  it('is a sheet with records in a workbook of which another sheet is read [R4] [R26]', async () => {
    const rows = sheetData([[textCell('A1', 'id')], [textCell('A2', '1')]]);
    const sheets = { Leads: rows, Calls: rows, Sheet3: '<sheetData/>' };
    await using bundle = await openTestBundle({
      classes: { leads: { file: 'crm.xlsx' } },
      files: { 'crm.xlsx': makeXlsx({ sheets }) },
    });
    expect((await bundle.connector.describe()).unnamed).toEqual([{ name: 'crm.xlsx, sheet "Calls"' }]);
  });
});
