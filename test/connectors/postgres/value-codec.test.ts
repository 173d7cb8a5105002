import { describe, expect, it } from 'vitest';
import { listCodec, scalarCodec } from '#connectors/postgres/value-codec.ts';

const refused = (typeName: string, text: string, limits = {}): string | null => {
  const answer = scalarCodec(typeName, limits).fromCanonical(text);
  return typeof answer === 'string' ? null : answer.refused;
};

describe('values on their way into PostgreSQL', () => {
  it.each([
    ['int2', '32768'],
    ['int4', '2147483648'],
    ['int8', '9223372036854775808'],
    ['int4', '1.5'],
    ['int4', ' 1'],
    ['numeric', '1e5'],
    ['numeric', '1,5'],
    ['float8', '9007199254740993'],
    ['bool', 'yes'],
    ['date', '2024-02-30'],
    ['date', '2023-02-29'],
    ['date', '1900-02-29'],
    ['date', '0000-01-01'],
    ['date', '2024-01-01T00:00:00'],
    ['date', '1/2/2024'],
    ['timestamp', '2024-01-01T10:00:00Z'],
    ['timestamp', '2024-01-01T24:00:00'],
    ['timestamptz', '2024-01-01T10:00:00'],
    ['timestamptz', '2024-01-01T10:00:00+02:00'],
    ['uuid', 'not-one'],
    ['bytea', 'abc'],
    ['text', 'a\0b'],
    ['text', 'half \ud83d'],
    ['jsonb', '"\0"'],
  ])('%s refuses what PostgreSQL would refuse, round, cut or read otherwise', (typeName, text) => {
    expect(refused(typeName, text)).not.toBeNull();
  });

  it.each([
    ['int8', '-9223372036854775808'],
    ['int2', '-32768'],
    ['numeric', '12345678901234567890.123456789012345678901234567890'],
    ['numeric', 'NaN'],
    ['float8', '-0'],
    ['date', '2024-02-29'],
    ['date', '2000-02-29'],
    ['date', '0001-02-29 BC'],
    ['date', '5874897-12-31'],
    ['date', '-infinity'],
    ['timestamp', '0044-03-15T12:00:00.5 BC'],
    ['timestamptz', '294276-12-31T23:59:59.999999Z'],
    ['text', '<!channel> \u202e 🦄'],
  ])('%s takes what it can keep', (typeName, text) => {
    expect(refused(typeName, text)).toBeNull();
  });

  it('counts characters, not code units, against the length', () => {
    expect(refused('varchar', '🦄'.repeat(5), { maxLength: 5 })).toBeNull();
    expect(refused('varchar', '🦄'.repeat(6), { maxLength: 5 })).toBe('longer than 5 characters (6)');
  });

  it('refuses to round: too many digits before or after the point, or of a second', () => {
    const limits = { precision: 5, scale: 2 };
    expect(refused('numeric', '999.99', limits)).toBeNull();
    expect(refused('numeric', '999.9900', limits)).toBeNull();
    expect(refused('numeric', '000999', limits)).toBeNull();
    expect(refused('numeric', '1.005', limits)).toContain('after the point');
    expect(refused('numeric', '1000', limits)).toContain('before the point');
    expect(refused('timestamptz', '2024-01-01T10:00:00.1234Z', { secondDigits: 3 })).toContain('second');
    expect(refused('timestamptz', '2024-01-01T10:00:00.1230Z', { secondDigits: 3 })).toBeNull();
  });

  it('never says the value in a refusal', () => {
    expect(refused('int4', 'Aunt Martha')).not.toContain('Martha');
    expect(refused('varchar', 'Aunt Martha', { maxLength: 3 })).not.toContain('Martha');
  });

  it('knows a list by its elements', () => {
    const list = listCodec(scalarCodec('int4', {}));
    expect(list.fromCanonical('["1",null,"2"]')).toBe('{"1",NULL,"2"}');
    expect(list.fromCanonical('["x"]')).toEqual({ refused: 'has an element that is not a whole number' });
    expect(list.fromCanonical('[1]')).toEqual({ refused: 'is not a JSON array of texts' });
    expect(list.fromCanonical('{}')).toEqual({ refused: 'is not a JSON array of texts' });
    expect(list.toCanonical?.('{1,NULL}')).toBe('["1",null]');
  });
});
