import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseArrayLiteral, writeArrayLiteral } from '#connectors/postgres/array-literal.ts';

const item = fc.option(
  fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('NULL', '{', '}', ',', '"', '\\', '')),
  {
    nil: null,
  },
);

describe('the notation of arrays', () => {
  it('gives back every array as it went in', () => {
    fc.assert(
      fc.property(fc.oneof(fc.array(item), fc.array(fc.array(item))), (items) => {
        expect(parseArrayLiteral(writeArrayLiteral(items))).toEqual(items);
      }),
    );
  });

  it('reads what PostgreSQL writes without quotes', () => {
    expect(parseArrayLiteral('{a,NULL,"NULL","b c",{1,2}}')).toEqual(['a', null, 'NULL', 'b c', ['1', '2']]);
    expect(parseArrayLiteral('{}')).toEqual([]);
  });

  it('leaves alone an array whose bounds do not begin at 1', () => {
    expect(parseArrayLiteral('[2:3]={a,b}')).toBeNull();
  });
});
