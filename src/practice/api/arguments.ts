/** The arguments of a call: JSON or form fields, in which lists and objects are JSON text. */

export interface Arguments {
  readonly all: Readonly<Record<string, unknown>>;
  /** Text, also from a number; undefined when absent or empty. */
  text(name: string): string | undefined;
  /** A number; undefined when absent or not one. */
  number(name: string): number | undefined;
  flag(name: string): boolean;
  has(name: string): boolean;
  /** A list or object; form fields carry it as JSON text. `ok: false` when that text is not JSON. */
  json(name: string): { readonly ok: true; readonly value: unknown } | { readonly ok: false };
}

export const argumentsFrom = (all: Readonly<Record<string, unknown>>): Arguments => {
  const text = (name: string): string | undefined => {
    const value = all[name];
    if (typeof value === 'number') return String(value);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    all,
    text,
    number: (name) => {
      const number = Number(text(name) ?? Number.NaN);
      return Number.isNaN(number) ? undefined : number;
    },
    flag: (name) => all[name] === true || all[name] === 'true' || all[name] === '1',
    has: (name) => all[name] !== undefined && all[name] !== null,
    json: (name) => {
      const value = all[name];
      if (typeof value !== 'string') return { ok: true, value };
      try {
        const parsed: unknown = JSON.parse(value);
        return { ok: true, value: parsed };
      } catch {
        return { ok: false };
      }
    },
  };
};

/**
 * @param contentType  the request's header
 * @returns null when the body is not what the header says
 */
export const parseBody = (contentType: string, body: string): Readonly<Record<string, unknown>> | null => {
  if (!contentType.includes('application/json')) return Object.fromEntries(new URLSearchParams(body));
  try {
    const parsed: unknown = JSON.parse(body === '' ? '{}' : body);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : null;
  } catch {
    return null;
  }
};
