import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldSchema, FieldType } from '#domain/system-schema.ts';
import { destinationRule } from '#engine/mapping/destination-rules.ts';
import { isRefusal, type ChainValue } from '#engine/mapping/transform.ts';
import { hostileText } from './hostile-text.ts';

const check = (facts: Partial<FieldSchema>, value: ChainValue, mayBeEmpty = false) => {
  const result = destinationRule(
    { name: 'x', type: 'text', required: false, ...facts },
    { mayBeEmpty },
  )(value);
  return isRefusal(result) ? `!${result.code}` : result;
};

describe('what a destination field demands', () => {
  it.each<[Partial<FieldSchema>, ChainValue, string | null]>([
    [{}, null, null],
    [{ required: true }, null, '!required-empty'],
    [{ required: true }, '', ''],
    [{ maxLength: 3 }, 'abc', 'abc'],
    [{ maxLength: 3 }, 'abcd', '!too-long'],
    [{ maxLength: 2 }, '🏠🏠', '🏠🏠'],
    [{ maxLength: 2 }, '🏠🏠🏠', '!too-long'],
    [{}, 'nul\0', '!value-invalid'],
    [{}, 'half \ud83c', '!value-invalid'],
    [{}, '‮rtl שלום <!channel>', '‮rtl שלום <!channel>'],
    [{}, ['a', 'b'], '!value-invalid'],
    [{ picklist: ['new', 'won'] }, 'new', 'new'],
    [{ picklist: ['new', 'won'] }, 'New', '!picklist-refused'],
    [{ picklist: ['new'] }, 'constructor', '!picklist-refused'],
    [{ type: 'integer' }, '12', '12'],
    [{ type: 'integer' }, '12.00', '12'],
    [{ type: 'integer' }, '-0', '0'],
    [{ type: 'integer' }, '12.5', '!number-out-of-range'],
    [{ type: 'integer' }, '012', '!number-invalid'],
    [{ type: 'integer' }, '1,000', '!number-invalid'],
    [{ type: 'integer' }, '99999999999999999999999', '99999999999999999999999'],
    [{ type: 'decimal', precision: 5, scale: 2 }, '123.45', '123.45'],
    [{ type: 'decimal', precision: 5, scale: 2 }, '123.4500', '123.4500'],
    [{ type: 'decimal', precision: 5, scale: 2 }, '1234.5', '!number-out-of-range'],
    [{ type: 'decimal', precision: 5, scale: 2 }, '1.234', '!number-out-of-range'],
    [{ type: 'decimal', precision: 2, scale: 2 }, '0.12', '0.12'],
    [{ type: 'decimal' }, '1e5', '!number-invalid'],
    [{ type: 'boolean' }, 'true', 'true'],
    [{ type: 'boolean' }, 'yes', '!boolean-invalid'],
    [{ type: 'date' }, '2024-02-29', '2024-02-29'],
    [{ type: 'date' }, '2023-02-29', '!date-invalid'],
    [{ type: 'date' }, '2024-02-29T10:00:00', '!date-invalid'],
    [{ type: 'local' }, '2024-02-29T10:00:00.5', '2024-02-29T10:00:00.5'],
    [{ type: 'local' }, '2024-02-29T24:00:00', '!date-invalid'],
    [{ type: 'instant' }, '2024-02-29T10:00:00Z', '2024-02-29T10:00:00Z'],
    [{ type: 'instant' }, '2024-02-29T10:00:00', '!date-invalid'],
    [{ type: 'uuid' }, 'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11', 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
    [{ type: 'uuid' }, '7', '!value-invalid'],
    [{ type: 'bytes' }, 'DEADbeef', 'deadbeef'],
    [{ type: 'bytes' }, 'abc', '!value-invalid'],
    [{ type: 'json' }, '{"a":1}', '{"a":1}'],
    [{ type: 'json' }, '{a:1}', '!value-invalid'],
    [{ type: 'json' }, ['a'], '["a"]'],
    [{ type: 'list' }, ['a', '"'], '["a","\\""]'],
    [{ type: 'list' }, [], null],
    [{ type: 'list', required: true }, [], '!required-empty'],
    [{ type: 'list' }, '["a"]', '["a"]'],
    [{ type: 'list' }, 'a', '!value-invalid'],
    [{ type: 'list' }, ['\ud83c'], '!value-invalid'],
  ])('%j: %j → %s', (facts, value, expected) => {
    expect(check(facts, value)).toBe(expected);
  });

  it('a required field that a second pass fills may be empty for now', () => {
    expect(check({ required: true }, null, true)).toBeNull();
  });

  it('never throws and never writes what no text can express', () => {
    const types: FieldType[] = [
      'text',
      'integer',
      'decimal',
      'boolean',
      'date',
      'local',
      'instant',
      'uuid',
      'json',
      'bytes',
      'list',
    ];
    const text = fc.oneof(
      hostileText,
      fc.string().map((part) => `${part}\ud800\0`),
    );
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.oneof(text, fc.array(text)), (type, value) => {
        const result = check({ type, maxLength: 10, precision: 5, scale: 2 }, value);
        const written = result ?? '';
        expect(written.isWellFormed() && !written.includes('\0')).toBe(true);
      }),
    );
  });
});
