import { SaxesParser } from 'saxes';
import { unreadable, unsafe } from '../bundle-error.ts';
import { decodeText } from '../decode-text.ts';
import { showName } from '../entry-name.ts';

/** Names of elements come without their prefix, those of attributes as they stand: the transitional and the strict form of a workbook differ only in namespaces. */
export interface XmlHandler {
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** No part of a workbook nests as deep. */
const MAX_DEPTH = 64;

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

const parserFor = (handler: XmlHandler, where: string): SaxesParser => {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let depth = 0;
  parser.on('doctype', () => {
    // The only way to define entities, and with them text that grows without end.
    throw unsafe(`${where} declares a document type, which a workbook never does.`);
  });
  parser.on('error', () => {
    throw unreadable(`${where} is not well-formed XML.`, 'Export the workbook again.');
  });
  parser.on('opentag', (tag) => {
    depth += 1;
    if (depth > MAX_DEPTH) throw unsafe(`${where} nests elements more than ${MAX_DEPTH} deep.`);
    handler.open?.(localName(tag.name), tag.attributes);
  });
  parser.on('closetag', (tag) => {
    depth -= 1;
    handler.close?.(localName(tag.name));
  });
  const text = (piece: string): void => handler.text?.(piece);
  parser.on('text', text);
  parser.on('cdata', text);
  return parser;
};

/**
 * Reads an XML part as it comes, and hands over after each piece, so that the caller can pass on what has gathered.
 * @throws BUNDLE_UNREADABLE, BUNDLE_UNSAFE
 */
export async function* readXml(
  bytes: AsyncIterable<Buffer>,
  { part, file }: { part: string; file: string },
  handler: XmlHandler,
): AsyncGenerator<void> {
  const where = `Part ${showName(part)} of the bundle's file ${showName(file)}`;
  const parser = parserFor(handler, where);
  for await (const piece of decodeText(bytes, { path: `${file}/${part}`, encoding: 'utf-8' })) {
    parser.write(piece);
    yield;
  }
  parser.close();
  yield;
}
