import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, Node, Pair, YAMLError, YAMLMap } from 'yaml';
import { formatPath, type PlanFault, type PlanPath } from './plan-fault.ts';

/** A YAML text with the place of everything in it. */
export interface YamlSource {
  /** What the text says; undefined where it cannot be read at all. */
  readonly value: unknown;
  /** Faults of the YAML itself: syntax, keys that stand twice. */
  readonly faults: readonly PlanFault[];
  /** A fault at a path: at the value, or at the key that names it. A path that is not there falls back to its parent. */
  faultAt(path: PlanPath, message: string, at?: 'value' | 'key'): PlanFault;
}

/** Plain English for what the YAML parser says most often. */
const SYNTAX: Readonly<Partial<Record<YAMLError['code'], string>>> = {
  DUPLICATE_KEY: 'this name stands twice in the same place; the second would hide the first. Remove one',
  TAB_AS_INDENT: 'a tab cannot indent in YAML. Use spaces',
  NON_STRING_KEY: 'a name must be plain text. Write it in quotes',
  BAD_ALIAS: 'this alias points at nothing. Name an anchor that stands above it',
};

const findPair = (map: YAMLMap, name: string): Pair | undefined =>
  map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === name);

const isNode = (value: unknown): value is Node =>
  isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);

/** Offset of a path's value or key in the text; the nearest parent that exists stands in for what does not. */
const offsetOf = (document: Document, path: PlanPath, at: 'value' | 'key'): number => {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const [index, part] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    let found: unknown = undefined;
    if (isSeq(node) && typeof part === 'number') found = node.items[part];
    if (isMap(node)) {
      const pair = findPair(node, String(part));
      found = pair?.value;
      if (isNode(pair?.key)) {
        // Where the value is a block of its own, people look for its name.
        const wantsKey =
          (at === 'key' && index === path.length - 1) || isMap(found) || isSeq(found) || !isNode(found);
        if (wantsKey) offset = pair.key.range?.[0] ?? offset;
        if (wantsKey && !isMap(found) && !isSeq(found)) return offset;
        if (wantsKey) {
          node = found;
          continue;
        }
      }
    }
    if (!isNode(found)) return offset;
    offset = found.range?.[0] ?? offset;
    node = found;
  }
  return offset;
};

/** Names that JavaScript's objects treat as their own; the plan's reader would drop them without a word. */
const forbiddenNames = (node: unknown, path: PlanPath, found: PlanPath[]): PlanPath[] => {
  if (isMap(node)) {
    for (const pair of node.items) {
      const name = isScalar(pair.key) ? String(pair.key.value) : '';
      if (name === '__proto__') found.push([...path, name]);
      forbiddenNames(pair.value, [...path, name], found);
    }
  }
  if (isSeq(node))
    for (const [index, item] of node.items.entries()) forbiddenNames(item, [...path, index], found);
  return found;
};

const toValue = (document: Document): { value: unknown } | { problem: string } => {
  try {
    return { value: document.toJS({ maxAliasCount: 50 }) };
  } catch {
    // The only way to fail after a clean parse: aliases that multiply without end.
    return { problem: 'its aliases (*name) stand for too much text. Write the values out' };
  }
};

const unreadable = (message: string): YamlSource => {
  const fault: PlanFault = { line: 1, column: 1, path: '', message };
  return { value: undefined, faults: [fault], faultAt: (_path, other) => ({ ...fault, message: other }) };
};

const read = (text: string): YamlSource => {
  const lines = new LineCounter();
  const document = parseDocument(text.startsWith('\uFEFF') ? text.slice(1) : text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
  });
  const faultAtOffset = (offset: number, path: PlanPath, message: string): PlanFault => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1), path: formatPath(path), message };
  };
  const faultAt: YamlSource['faultAt'] = (path, message, at = 'value') =>
    faultAtOffset(offsetOf(document, path, at), path, message);
  const faults = document.errors.map((error) =>
    faultAtOffset(error.pos[0], [], SYNTAX[error.code] ?? `this is not YAML: ${error.message}`),
  );
  if (document.errors.some((error) => error.code !== 'DUPLICATE_KEY'))
    return { value: undefined, faults, faultAt };
  const result = toValue(document);
  if ('problem' in result)
    return { value: undefined, faults: [...faults, faultAt([], result.problem)], faultAt };
  const forbidden = forbiddenNames(document.contents, [], []).map((path) =>
    faultAt(path, "'__proto__' cannot be a name in a plan. Rename it in the export first", 'key'),
  );
  return { value: result.value, faults: [...faults, ...forbidden], faultAt };
};

/** A hundred levels opened one after the other. The parser would take minutes over a long text of them. */
const BOTTOMLESS = /(?:[[{]\s*){100}|(?:\{\s*\w+:\s*){100}|^\s*(?:- ){100}/m;
const TOO_DEEP = 'it is nested too deep for a plan';

/** Reads YAML 1.2. Names are always text: `007:` stays 007. Never throws. */
export const readYaml = (text: string): YamlSource => {
  if (BOTTOMLESS.test(text)) return unreadable(TOO_DEEP);
  try {
    return read(text);
  } catch (error) {
    // A text of nothing but brackets exhausts the parser's stack.
    if (error instanceof RangeError) return unreadable(TOO_DEEP);
    throw error;
  }
};
