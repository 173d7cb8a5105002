import type { QuarantineCode } from '#domain/quarantine.ts';
import { CHARLOTTE_CLASSES, type CharlotteClass } from './app-table.ts';
import { type Cast, isCountryCodeLead } from './cast.ts';
import { charlotteOracle } from './charlotte-tables.ts';

interface ClassManifest {
  readonly records: number;
  /** How many have each mess. */
  readonly mess: Readonly<Record<string, number>>;
  /** Records that must end in quarantine, by source id, with every reason. */
  readonly quarantined: Readonly<Record<string, readonly QuarantineCode[]>>;
}

/** What an export holds and what must become of it: counts for people, ids for tests. */
export interface CharlotteManifest {
  readonly seed: string;
  readonly scale: number;
  readonly classes: Readonly<Record<CharlotteClass, ClassManifest>>;
  /** Leads whose number was typed with the country code: the ones that the phone variants spoil. */
  readonly countryCodeLeads: number;
}

const messCounts = (mess: ReadonlyMap<number, string> | undefined): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of mess?.values() ?? []) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

const classManifest = (cast: Cast, recordClass: CharlotteClass): ClassManifest => {
  const quarantined: Record<string, readonly QuarantineCode[]> = {};
  let records = 0;
  for (const { id, reasons } of charlotteOracle(cast, recordClass)) {
    records += 1;
    if (reasons.length > 0) quarantined[id] = reasons;
  }
  const classCast = recordClass === 'deal-contacts' ? undefined : cast[recordClass];
  return { records, mess: messCounts(classCast?.mess), quarantined };
};

export const charlotteManifest = (cast: Cast): CharlotteManifest => {
  const entries = CHARLOTTE_CLASSES.map((name) => [name, classManifest(cast, name)] as const);
  let countryCodeLeads = 0;
  for (let number = 1; number <= cast.leads.count; number += 1) {
    if (isCountryCodeLead(number)) countryCodeLeads += 1;
  }
  return {
    seed: cast.seed,
    scale: cast.scale,
    // Object.fromEntries forgets which keys it was given; the list above names them all.
    classes: Object.fromEntries(entries) as Record<CharlotteClass, ClassManifest>,
    countryCodeLeads,
  };
};
