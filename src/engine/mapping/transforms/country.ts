import { countryAlpha3, countryCode, countryName } from '../country-names.ts';
import { meaningStep } from '../text-step.ts';
import type { ParametersOf, Refusal, TransformKind } from '../transform.ts';

const UNKNOWN: Refusal = { code: 'country-unknown', detail: 'not a country by English name or ISO code' };

const WRITE: Readonly<Record<ParametersOf<'country'>['to'], (alpha2: string) => string | undefined>> = {
  alpha2: (alpha2) => alpha2,
  alpha3: countryAlpha3,
  name: countryName,
};

/** A country's name or code into its ISO 3166-1 code or English name. */
export const countryTransform: TransformKind<'country'> = {
  compile: ({ to }) =>
    meaningStep((text) => {
      const alpha2 = countryCode(text);
      return (alpha2 === undefined ? undefined : WRITE[to](alpha2)) ?? UNKNOWN;
    }),
  reverse: () => ({
    reversible: true,
    run: (value) => {
      const alpha2 = countryCode(value);
      return (alpha2 === undefined ? undefined : countryName(alpha2)) ?? UNKNOWN;
    },
  }),
};
