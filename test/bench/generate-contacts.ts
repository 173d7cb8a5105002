import { createWriteStream } from 'node:fs';
import { once } from 'node:events';

/**
 * A CSV of made-up contacts for measuring: 20 columns, about 240 bytes a row, the same bytes for the same seed and number of
 * rows. Every value suits the column types below as it stands, so that `\copy` can load the same file into the same table.
 */
export const CONTACT_COLUMNS = [
  { name: 'contact_id', sql: 'bigint' },
  { name: 'external_ref', sql: 'varchar(20)' },
  { name: 'account_id', sql: 'integer' },
  { name: 'first_name', sql: 'varchar(60)' },
  { name: 'last_name', sql: 'varchar(60)' },
  { name: 'email', sql: 'varchar(120)' },
  { name: 'phone', sql: 'varchar(30)' },
  { name: 'mobile', sql: 'varchar(30)' },
  { name: 'street', sql: 'varchar(120)' },
  { name: 'city', sql: 'varchar(60)' },
  { name: 'state', sql: 'varchar(2)' },
  { name: 'postal_code', sql: 'varchar(10)' },
  { name: 'country', sql: 'varchar(20)' },
  { name: 'status', sql: 'varchar(20)' },
  { name: 'source', sql: 'varchar(20)' },
  { name: 'born_on', sql: 'date' },
  { name: 'created_at', sql: 'timestamptz' },
  { name: 'balance', sql: 'numeric(12, 2)' },
  { name: 'do_not_call', sql: 'boolean' },
  { name: 'notes', sql: 'text' },
] as const;

/** Parents that `account_id` refers to, where the caller has no wish: 1 to this. */
const ACCOUNTS = 50_000;

/** A whole number from 0 to below `limit` (mulberry32). */
type Draw = (limit: number) => number;

const createDraw = (seed: number): Draw => {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  };
};

const words = (text: string): readonly string[] => text.split(';');
const FIRST = words(
  "James;Mary;Robert;Patricia;Zoë;Jennifer;José;Linda;David;Elizabeth;Łukasz;Barbara;Søren;Susan;Joseph;Jessica;Nguyễn;Sarah;محمد;Karen;O'Neil;Nancy;Matthew;Lisa;Renée;Betty;Mark;Ana María;Donald;Sandra",
);
const LAST = words(
  "Smith;Johnson;Williams;Brown;Jones;García;Miller;Davis;Rodríguez;Martínez;Hernández;López;O'Brien;Wilson;Müller;Thomas;Taylor;Moore;Jackson;van der Berg;Lee;Pérez;Thompson;White;D'Angelo;Sánchez;Clark;Smith-Jones;Kowalski;Yıldız",
);
const STREETS = words(
  'Park Rd;Central Ave;Tryon St;Queens Rd;Monroe Rd;The Plaza;Eastway Dr;South Blvd;Rea Rd;Selwyn Ave',
);
const PLACES = [
  ['Charlotte', 'NC', '282'],
  ['Raleigh', 'NC', '276'],
  ['Rock Hill', 'SC', '297'],
  ['Atlanta', 'GA', '303'],
  ['Richmond', 'VA', '232'],
  ['Nashville', 'TN', '372'],
] as const;
const STATUSES = words('New;Working;Hot;Warm;Cold;Customer;Lost;Do Not Contact');
const SOURCES = words('Direct Mail;Cold Call;Referral;Website;Trade Show;Partner');
const AREAS = words('704;980;803;336;828;910;919;404;804;615');
const SENTENCES = words(
  'Wants to close before the summer.;Asked twice about the fee.;Left a voicemail, will try again.;Said "call me after six".;Prefers e-mail — no calls, please.;Moved in 2019, address is current.;Knows the Müllers 👍;Contract is signed & filed.',
);

type PhoneFormat = (area: string, line: string) => string;
/** A dozen ways to type the same number. */
const PHONE_FORMATS: readonly PhoneFormat[] = [
  (a, l) => `(${a}) 555-${l}`,
  (a, l) => `${a}-555-${l}`,
  (a, l) => `${a}.555.${l}`,
  (a, l) => `${a}555${l}`,
  (a, l) => `${a} 555 ${l}`,
  (a, l) => `(${a})555-${l}`,
  (a, l) => `${a}/555-${l}`,
  (a, l) => `1-${a}-555-${l}`,
  (a, l) => `+1 ${a} 555 ${l}`,
  (a, l) => `+1 (${a}) 555-${l}`,
  (a, l) => `1${a}555${l}`,
  (a, l) => `(${a}) 555.${l}`,
];

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

const createRow = (seed: number, accounts: number): ((number: number) => string) => {
  const draw = createDraw(seed);
  const from = <T>(items: readonly T[], fallback: T): T => items[draw(items.length)] ?? fallback;
  const phone = (): string => from(PHONE_FORMATS, String)(from(AREAS, '704'), pad(draw(10_000), 4));
  const day = (firstYear: number, years: number): string =>
    `${firstYear + draw(years)}-${pad(1 + draw(12), 2)}-${pad(1 + draw(28), 2)}`;
  const notes = (): string => {
    const sentences = draw(4);
    if (sentences === 0) return '';
    const separator = draw(2) === 0 ? '\n' : ' ';
    const said = Array.from({ length: sentences }, () => from(SENTENCES, '')).join(separator);
    return `"${said.replaceAll('"', '""')}"`;
  };
  return (number) => {
    const first = from(FIRST, '');
    const last = from(LAST, '');
    const [city, state, zip] = from(PLACES, PLACES[0]);
    const mobile = draw(10) < 3 ? '' : phone();
    return `${number},EXT-${pad(number, 9)},${1 + draw(accounts)},${first},${last},\
contact.${number}@${draw(5) === 0 ? 'Example.ORG' : 'example.com'},${phone()},${mobile},\
${100 + draw(9_800)} ${from(STREETS, '')},${city},${state},${zip}${pad(draw(100), 2)},USA,${from(STATUSES, '')},\
${from(SOURCES, '')},${draw(10) === 0 ? '' : day(1940, 65)},${day(2019, 6)}T${pad(draw(24), 2)}:${pad(draw(60), 2)}:${pad(draw(60), 2)}Z,\
${draw(20) === 0 ? '-' : ''}${draw(1_000_000)}.${pad(draw(100), 2)},${draw(12) === 0 ? 'true' : 'false'},${notes()}\n`;
  };
};

/**
 * Writes the file, flat in memory.
 *
 * @param options.rows contacts; 1,000,000 make about 240 MB
 * @param options.accounts `account_id` runs from 1 to this
 * @returns bytes written
 */
export const generateContacts = async (options: {
  readonly file: string;
  readonly rows: number;
  readonly seed?: number | undefined;
  readonly accounts?: number | undefined;
}): Promise<number> => {
  const out = createWriteStream(options.file, { highWaterMark: 1 << 20 });
  const row = createRow(options.seed ?? 1, options.accounts ?? ACCOUNTS);
  let text = `${CONTACT_COLUMNS.map(({ name }) => name).join(',')}\n`;
  for (let number = 1; number <= options.rows; number += 1) {
    text += row(number);
    if (text.length < 1 << 19) continue;
    if (!out.write(text)) await once(out, 'drain');
    text = '';
  }
  out.end(text);
  await once(out, 'finish');
  return out.bytesWritten;
};
