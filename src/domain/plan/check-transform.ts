import { isSupportedCountry } from 'libphonenumber-js/max';
import { ISO_FORMAT, isZone, readDateFormat } from './date-format.ts';
import type { Findings, PlanPath } from './plan-fault.ts';
import { statesOf } from './states.ts';
import { readTemplate } from './template-text.ts';
import type { Transform } from './transform-schema.ts';

type Of<Use extends Transform['use']> = Extract<Transform, { use: Use }>;

/** Countries whose one-line addresses can be taken apart. */
export const ADDRESS_COUNTRIES = ['US', 'CA', 'GB', 'DE'] as const;

const checkDate = (transform: Of<'date'>, path: PlanPath, findings: Findings): void => {
  const { zone, to } = transform;
  if (zone !== undefined && !isZone(zone)) {
    findings.fault(
      [...path, 'zone'],
      `there is no time zone '${zone}'. Use an IANA name such as America/New_York`,
    );
  }
  for (const [index, format] of transform.formats.entries()) {
    const at = [...path, 'formats', index];
    if (format === ISO_FORMAT) {
      if (to === 'instant' && zone === undefined) {
        findings.warn(at, 'ISO times without an offset will be quarantined: name the zone they are meant in');
      }
      continue;
    }
    const read = readDateFormat(format);
    if ('problem' in read) {
      findings.fault(at, `the format '${format}' cannot be used: ${read.problem}`);
      continue;
    }
    const hasOffset = read.units.has('offset') || read.units.has('zone');
    if (to === 'instant' && !hasOffset && zone === undefined) {
      findings.fault(at, 'an instant needs a zone: name it with zone, or read an offset (ZZ) from the value');
    }
    if (to === 'local' && hasOffset && zone === undefined) {
      findings.fault(
        at,
        'its offset would be lost: name the zone whose wall clock is meant, or use to: instant',
      );
    }
    if (to !== 'date' && !read.units.has('hour') && !read.units.has('hour12')) {
      findings.warn(at, 'it holds no time of day: midnight is written');
    }
  }
};

const checkPicklist = (transform: Of<'picklist'>, path: PlanPath, findings: Findings): void => {
  const entries = Object.entries(transform.values);
  if (entries.length === 0)
    findings.fault([...path, 'values'], 'the table is empty: every value would be quarantined', 'key');
  const folded = new Map<string, string>();
  for (const [from, to] of entries) {
    const at = [...path, 'values', from];
    if (from.trim() === '') findings.fault(at, 'an empty source value: empty stays empty by itself', 'key');
    if (to.trim() === '')
      findings.fault(at, `'${from}' is turned into nothing. Name a value of the destination`);
    if (!transform.ignoreCase) continue;
    const other = folded.get(from.toLowerCase());
    if (other !== undefined && other !== to) {
      findings.fault(at, `'${from}' stands twice with different meanings when case is ignored`, 'key');
    }
    folded.set(from.toLowerCase(), to);
  }
};

const checkSeparators = (transform: Of<'number'> | Of<'money'>, path: PlanPath, findings: Findings): void => {
  if (transform.decimal === transform.group) {
    findings.fault(
      [...path, 'group'],
      `'${transform.group}' cannot be both the decimal and the grouping separator`,
    );
  }
};

const checkBoolean = (transform: Of<'boolean'>, path: PlanPath, findings: Findings): void => {
  const yes = new Set(transform.true.map((word) => word.toLowerCase()));
  for (const [index, word] of transform.false.entries()) {
    if (yes.has(word.toLowerCase()))
      findings.fault([...path, 'false', index], `'${word}' stands for true and for false`);
  }
};

/** The parameters of one transform, as far as they can be judged without data. */
export const checkTransform = (transform: Transform, path: PlanPath, findings: Findings): void => {
  switch (transform.use) {
    case 'date':
      return checkDate(transform, path, findings);
    case 'picklist':
      return checkPicklist(transform, path, findings);
    case 'number':
      return checkSeparators(transform, path, findings);
    case 'money':
      checkSeparators(transform, path, findings);
      if (!Intl.supportedValuesOf('currency').includes(transform.currency)) {
        findings.fault([...path, 'currency'], `'${transform.currency}' is not a currency of ISO 4217`);
      }
      return;
    case 'boolean':
      return checkBoolean(transform, path, findings);
    case 'phone':
      if (!isSupportedCountry(transform.region)) {
        findings.fault(
          [...path, 'region'],
          `'${transform.region}' is not a region with phone numbers. Use a code such as US`,
        );
      }
      return;
    case 'state':
      if (!statesOf(transform.country)) {
        findings.fault(
          [...path, 'country'],
          `states of '${transform.country}' are not known here. Known are US, CA and AU; use picklist for others`,
        );
      }
      return;
    case 'address':
      if (!ADDRESS_COUNTRIES.some((country) => country === transform.country)) {
        findings.fault(
          [...path, 'country'],
          `addresses of '${transform.country}' cannot be taken apart. Known are ${ADDRESS_COUNTRIES.join(', ')}`,
        );
      }
      return;
    case 'template': {
      const read = readTemplate(transform.text);
      if ('problem' in read) findings.fault([...path, 'text'], `the template holds ${read.problem}`);
      return;
    }
    case 'custom':
      if (transform.function.slice(2).split(/[/\\]/).includes('..')) {
        findings.fault([...path, 'function'], 'the file must lie beside the plan or in a folder below it');
      }
      return;
    case 'constant':
    case 'trim':
    case 'case':
    case 'join':
    case 'split':
    case 'email':
    case 'country':
    case 'reference':
      return;
  }
};
