import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { GeneratedRecord } from './app-table.ts';
import { type Cast, deadId } from './cast.ts';
import { ATTACHMENT_MESS } from './mess.ts';
import { phrases } from './phrases.ts';
import type { Prng } from './prng.ts';

/** A file of the export. `path` is relative to the export's folder: files/<item id of the deal>/<name>. */
interface AttachmentFile {
  readonly path: string;
  readonly bytes: Buffer;
}

const randomBytes = (prng: Prng, length: number): Buffer =>
  Buffer.from(Array.from({ length }, () => prng.int(0, 255)));

/** The smallest picture there is (1 by 1, grey), with a comment segment that gives it its size. */
const SMALLEST_JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4zNDL/wAALCAABAAEBAREA/8QAHwAAAQUBAQEBAQEAAAAAAAAAAAECAwQFBgcICQoL/8QAtRAAAgEDAwIEAwUFBAQAAAF9AQIDAAQRBRIhMUEGE1FhByJxFDKBkaEII0KxwRVS0fAkM2JyggkKFhcYGRolJicoKSo0NTY3ODk6Q0RFRkdISUpTVFVWV1hZWmNkZWZnaGlqc3R1dnd4eXqDhIWGh4iJipKTlJWWl5iZmqKjpKWmp6ipqrKztLW2t7i5usLDxMXGx8jJytLT1NXW19jZ2uHi4+Tl5ufo6erx8vP09fb3+Pn6/9oACAEBAAA/APn+v//Z',
  'base64',
);
const jpeg = (prng: Prng): Buffer => {
  const comment = randomBytes(prng, prng.int(1_500, 6_000));
  const head = Buffer.from([0xff, 0xfe, 0, 0]);
  head.writeUInt16BE(comment.length + 2, 2);
  return Buffer.concat([SMALLEST_JPEG.subarray(0, 2), head, comment, SMALLEST_JPEG.subarray(2)]);
};

/** One page of text that any reader opens. */
const pdf = (prng: Prng): Buffer => {
  const said = phrases(prng, prng.int(8, 20))
    .replaceAll(/[^ -~]/gu, ' ')
    .replaceAll(/[()\\]/gu, ' ');
  const content = `BT /F1 11 Tf 40 740 Td 14 TL ${(said.match(/.{1,80}/gu) ?? []).map((line) => `(${line}) '`).join(' ')} ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return String(offset).padStart(10, '0');
  });
  const table = offsets.map((offset) => `${offset} 00000 n \n`).join('');
  return Buffer.from(
    `${body}xref\n0 6\n0000000000 65535 f \n${table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`,
    'latin1',
  );
};

const KINDS = [
  ['purchase agreement', 'pdf', pdf],
  ['photo front', 'jpg', jpeg],
  ['photo kitchen', 'jpg', jpeg],
  ['survey', 'pdf', pdf],
  ["seller's notes", 'txt', (prng: Prng) => Buffer.from(`${phrases(prng, 40)}\n`, 'utf8')],
] as const;

const dealOf = (cast: Cast, ordinal: number, prng: Prng): string => {
  const mess = cast.attachments.mess.get(ordinal);
  if (mess === 'deal-dead') return deadId('deals', ordinal);
  return cast.deals.id(prng.pick(mess === 'deal-quarantined' ? cast.deals.quarantined : cast.deals.clean));
};

export interface GeneratedAttachment {
  readonly record: GeneratedRecord;
  readonly file: AttachmentFile;
}

export function* attachmentFiles(cast: Cast): Generator<GeneratedAttachment> {
  for (let ordinal = 1; ordinal <= cast.attachments.count; ordinal += 1) {
    const prng = cast.attachments.prng(ordinal);
    const mess = cast.attachments.mess.get(ordinal);
    const deal = dealOf(cast, ordinal, prng);
    const [name, extension, make] = prng.pick(KINDS);
    const bytes = make(prng);
    const path = `${deal}/${name} ${ordinal}.${extension}`;
    const becomes = mess === undefined ? null : ATTACHMENT_MESS[mess].becomes;
    const record: GeneratedRecord = {
      id: path,
      cells: [],
      reasons: becomes === null ? [] : [becomes],
      truth: {
        podio_path: path,
        deal_id: deal,
        file_name: basename(path),
        content: bytes.toString('hex'),
        sha256: createHash('sha256').update(bytes).digest('hex'),
      },
    };
    yield { record, file: { path: `files/${path}`, bytes } };
  }
}
