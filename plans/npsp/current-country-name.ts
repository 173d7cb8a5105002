/** Names that countries had when the export's addresses were typed, or that the United Nations write otherwise. */
const CURRENT_NAMES: Readonly<Record<string, string>> = {
  Macedonia: 'North Macedonia',
  Moldova: 'MD',
  'Palestinian Territory': 'PS',
  Swaziland: 'Eswatini',
  Syria: 'SY',
};

/** A former or informal country name as the current one; any other name stays as it is. */
export const currentCountryName = (value: string | null): string | null =>
  value === null ? null : (CURRENT_NAMES[value] ?? value);
