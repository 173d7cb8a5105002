import countries from 'i18n-iso-countries';
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };
import { foldName } from '#domain/plan/states.ts';

countries.registerLocale(english);

/** Names people write that no list of official names has. None of them means two countries. */
const EVERYDAY: Readonly<Record<string, string>> = {
  USA: 'US',
  US: 'US',
  'U S A': 'US',
  UK: 'GB',
  'GREAT BRITAIN': 'GB',
  DEUTSCHLAND: 'DE',
  OSTERREICH: 'AT',
  ESPANA: 'ES',
  ITALIA: 'IT',
};

/** Short names as people write them ('Moldova', 'Syria'), where ISO has longer ones. */
const everyday = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

const namesOf = (alpha2: string): readonly string[] => [
  ...(countries.getName(alpha2, 'en', { select: 'all' }) ?? []),
  ...[everyday.of(alpha2) ?? []].flat(),
];

const byName = new Map<string, string>([
  ...Object.entries(countries.getAlpha2Codes()).flatMap(([alpha2, alpha3]): [string, string][] => [
    [alpha2, alpha2],
    [alpha3, alpha2],
    ...namesOf(alpha2).map((name): [string, string] => [foldName(name), alpha2]),
  ]),
  ...Object.entries(EVERYDAY),
]);

/** ISO alpha-2 code of a country by its English name, a common other name, or either ISO code. Case and accents do not matter. */
export const countryCode = (text: string): string | undefined => byName.get(foldName(text));

export const countryAlpha3 = (alpha2: string): string | undefined => countries.alpha2ToAlpha3(alpha2);

/** The English name by ISO 3166-1. */
export const countryName = (alpha2: string): string | undefined => countries.getName(alpha2, 'en');
