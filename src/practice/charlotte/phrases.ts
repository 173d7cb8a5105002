import type { Prng } from './prng.ts';
import { SENTENCES, STREETS } from './words.ts';

/** Sentences as people type them into a CRM: some on one line, some with line breaks between. */
export const phrases = (prng: Prng, sentences: number): string => {
  const said = Array.from({ length: sentences }, () => prng.pick(SENTENCES));
  return said.join(prng.chance(0.5) ? '\n' : ' ');
};

/** Text of exactly this many characters. */
export const textOfLength = (prng: Prng, characters: number): string => {
  let text = '';
  while (text.length < characters) text += `${prng.pick(SENTENCES).replaceAll(/[^ -~]/gu, '-')} `;
  return `${text.slice(0, characters - 1)}.`;
};

export const street = (prng: Prng): string => `${prng.int(100, 9899)} ${prng.pick(STREETS)}`;

/** Cents as the canonical decimal: 1234500 → '12345.00' */
export const decimal = (cents: number): string =>
  `${cents < 0 ? '-' : ''}${Math.floor(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;

const grouped = (cents: number): string =>
  decimal(cents).replace(/\d(?=(?:\d{3})+\.)/gu, (digit) => `${digit},`);

/** An amount the way people type it: '$12,345.00', '12345.00', '12,345.00' or, for whole dollars, '$12,345'. */
export const typedMoney = (prng: Prng, cents: number): string => {
  const sign = cents < 0 ? '-' : '';
  const size = Math.abs(cents);
  const ways = [`${sign}$${grouped(size)}`, decimal(cents), `${sign}${grouped(size)}`];
  if (size % 100 === 0) ways.push(`${sign}$${grouped(size).slice(0, -3)}`);
  return prng.pick(ways);
};
