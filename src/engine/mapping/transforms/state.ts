import { foldName, statesOf, type State } from '#domain/plan/states.ts';
import { meaningStep } from '../text-step.ts';
import type { Refusal, TransformKind } from '../transform.ts';

const tableOf = (country: string): ReadonlyMap<string, State> =>
  statesOf(country) ?? new Map<string, State>();

const unknown = (country: string): Refusal => ({
  code: 'state-unknown',
  detail: `not a state or province of ${country} by name or postal code`,
});

/** A state or province by name or postal code into the one or the other. */
export const stateTransform: TransformKind<'state'> = {
  compile: ({ country, to }) => {
    const table = tableOf(country);
    const refusal = unknown(country);
    return meaningStep((text) => table.get(foldName(text))?.[to] ?? refusal);
  },
  reverse: ({ country }) => {
    const table = tableOf(country);
    return { reversible: true, run: (value) => table.get(foldName(value))?.name ?? unknown(country) };
  },
};
