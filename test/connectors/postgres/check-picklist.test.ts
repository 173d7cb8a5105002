import { describe, expect, it } from 'vitest';
import { picklistFromCheck } from '#connectors/postgres/check-picklist.ts';

describe('a picklist out of a check constraint', () => {
  it.each([
    ["CHECK ((stage = ANY (ARRAY['a'::text, 'it''s'::text, 'b\\c'::text])))", ['a', "it's", 'b\\c']],
    [
      "CHECK (((stage)::text = ANY ((ARRAY['x'::character varying, 'y, z'::character varying])::text[])))",
      ['x', 'y, z'],
    ],
    ["CHECK (((stage IS NULL) OR (stage = ANY (ARRAY['a'::text, 'b'::text]))))", ['a', 'b']],
    ["CHECK ((stage = 'only'::bpchar))", ['only']],
    ["CHECK ((stage = ANY (ARRAY['a'::text, 'b'::text]))) NOT VALID", ['a', 'b']],
  ])('is found in %s', (definition, values) => {
    expect(picklistFromCheck(definition, 'stage')).toEqual(values);
  });

  it.each([
    ["CHECK ((other = ANY (ARRAY['a'::text, 'b'::text])))"],
    ["CHECK (((stage = ANY (ARRAY['a'::text, 'b'::text])) OR (length(stage) > 3)))"],
    ["CHECK ((stage <> ALL (ARRAY['a'::text])))"],
    ["CHECK (((stage = 'a'::text) AND (length(stage) > 3)))"],
    ['CHECK ((stage = ANY (ARRAY[1, 2])))'],
    ["CHECK ((lower(stage) = ANY (ARRAY['a'::text])))"],
  ])('is not claimed for %s', (definition) => {
    expect(picklistFromCheck(definition, 'stage')).toBeNull();
  });

  it('is found for a column whose name needs quotes', () => {
    expect(picklistFromCheck(`CHECK (("Stage" = ANY (ARRAY['a'::text])))`, 'Stage')).toEqual(['a']);
  });

  it('is found in a domain', () => {
    expect(picklistFromCheck("CHECK ((VALUE = ANY (ARRAY['a'::text, 'b'::text])))", 'VALUE')).toEqual([
      'a',
      'b',
    ]);
  });
});
