/**
 * `npm run bench -- [--rows N] [--json]`: how fast the parts are, beside PostgreSQL's own `\copy` in the same run.
 * What each figure is and is not stands in docs/bench.md.
 */
import { fork } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startEmbeddedPostgres } from '#launch/embedded-postgres.ts';
import { DESTINATION, writeBenchData } from './bench-data.ts';
import type { BenchSetup, Measured } from './bench-setup.ts';
import { psqlCopy, psqlVersion, runPsql } from './psql-copy.ts';

// What a part needs is loaded where it is done: on Linux a process begins with the peak of the one that made it.
const source = () => import('./measure-source.ts');
const run = () => import('./work-run.ts');
const PARTS = {
  parse: async (setup: BenchSetup) => (await source()).measureParse(setup),
  stage: async (setup: BenchSetup) => (await source()).measureStage(setup),
  map: async (setup: BenchSetup) => (await source()).measureMap(setup),
  choose: async (setup: BenchSetup) => (await run()).measureStretch(setup, 'choose'),
  load: async (setup: BenchSetup) => (await run()).measureStretch(setup, 'load'),
  parity: async (setup: BenchSetup) => (await run()).measureStretch(setup, 'parity'),
  fidelity: async (setup: BenchSetup) => (await run()).measureStretch(setup, 'fidelity'),
} as const;
type Part = keyof typeof PARTS;
/** What a run does with a bundle it has not seen before, one after the other. */
const END_TO_END: readonly Part[] = ['stage', 'choose', 'load', 'parity', 'fidelity'];
const ORDER: readonly Part[] = ['parse', 'stage', 'map', 'choose', 'load', 'parity', 'fidelity'];

interface Figure {
  readonly seconds: number;
  readonly referenceSeconds: number;
  readonly ratio: number;
  readonly rowsPerSecond: number;
  /** Largest resident memory of the process that did it, in MB (10^6 bytes). */
  readonly peakMb: number;
}

type Report = Measured & { readonly peakMb: number };

const tell = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

const isPart = (name: string): name is Part => Object.hasOwn(PARTS, name);

/** In a process of its own: does one part and reports it to the parent. */
const reportPart = async (name: string, setup: BenchSetup): Promise<void> => {
  if (!isPart(name)) throw new Error(`the bench has no part '${name}'`);
  const measured = await PARTS[name](setup);
  const report: Report = { ...measured, peakMb: (process.resourceUsage().maxRSS * 1_024) / 1e6 };
  process.send?.(report);
};

/** One part in a process of its own, so that its memory is its own. */
const runPart = (part: Part, setup: BenchSetup, signal: AbortSignal): Promise<Report> =>
  new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, ['--part', part, '--setup', JSON.stringify(setup)], {
      signal,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    let report: Report | null = null;
    // Our own child sends nothing but this.
    child.on('message', (message) => (report = message as Report));
    child.on('error', reject);
    child.on('close', (code) =>
      report && code === 0 ? resolve(report) : reject(new Error(`the part '${part}' ended with ${code}`)),
    );
  });

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

const figureOf = (rows: number, report: Omit<Report, 'rows'>, referenceSeconds: number): Figure => ({
  seconds: round(report.seconds, 3),
  referenceSeconds: round(referenceSeconds, 3),
  ratio: round(report.seconds / referenceSeconds, 2),
  rowsPerSecond: Math.round(rows / report.seconds),
  peakMb: round(report.peakMb, 1),
});

const measureAll = async (
  rows: number,
  folder: string,
  signal: AbortSignal,
): Promise<Record<string, Figure>> => {
  tell(`writing ${rows} contacts`);
  const data = await writeBenchData(folder, rows);
  // The server as `npm start` runs it: PostgreSQL's own defaults, every commit on disk.
  const server = await startEmbeddedPostgres({ home: join(folder, 'postgres') });
  try {
    tell('psql \\copy');
    const referenceSeconds = await psqlCopy(await server.ensureDatabase('reference'), data);
    const setup: BenchSetup = {
      plan: data.plan,
      workFolder: join(folder, 'work'),
      ownUrl: await server.ensureDatabase('lockstep'),
      destinationUrl: await server.ensureDatabase('destination'),
    };
    await runPsql(setup.destinationUrl, DESTINATION);
    const reports = new Map<Part, Report>();
    for (const part of ORDER) {
      signal.throwIfAborted();
      tell(part);
      const report = await runPart(part, setup, signal);
      if (report.rows !== rows) throw new Error(`'${part}' did ${report.rows} of ${rows} contacts`);
      reports.set(part, report);
    }
    const whole = END_TO_END.flatMap((part) => reports.get(part) ?? []);
    const endToEnd = {
      seconds: whole.reduce((sum, { seconds }) => sum + seconds, 0),
      peakMb: Math.max(...whole.map(({ peakMb }) => peakMb)),
    };
    return Object.fromEntries(
      [...reports, ['endToEnd', endToEnd] as const].map(([name, report]) => [
        name,
        figureOf(rows, report, referenceSeconds),
      ]),
    );
  } finally {
    await server.stop();
  }
};

const tableOf = (rows: number, figures: Record<string, Figure>): string => {
  const lines = Object.entries(figures).map(([name, figure]) =>
    [
      name.padEnd(10),
      figure.seconds.toFixed(1).padStart(9),
      figure.ratio.toFixed(2).padStart(8),
      figure.rowsPerSecond.toLocaleString('en-US').padStart(11),
      figure.peakMb.toFixed(0).padStart(8),
    ].join(''),
  );
  const reference = Object.values(figures)[0]?.referenceSeconds ?? 0;
  const load = loadavg().map((value) => value.toFixed(1));
  return [
    `${rows.toLocaleString('en-US')} contacts of 20 columns; ${availableParallelism()} cores, load average ${load.join(' ')}`,
    `reference: psql \\copy of the same file into the same table, ${reference.toFixed(1)} s`,
    '',
    'figure      seconds   ratio      rows/s peak MB',
    ...lines,
    '',
  ].join('\n');
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '1000000' },
      json: { type: 'boolean', default: false },
      part: { type: 'string' },
      setup: { type: 'string' },
    },
  });
  // `--part` is for the bench itself: the parent wrote `--setup`.
  if (values.part !== undefined) return reportPart(values.part, JSON.parse(values.setup ?? '') as BenchSetup);
  const rows = Number(values.rows);
  if (!Number.isSafeInteger(rows) || rows < 1) throw new Error('--rows takes a whole number from 1');
  tell(`reference: ${await psqlVersion()}`);
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => stop.abort(new Error(`stopped by ${signal}`)));
  const folder = await mkdtemp(join(tmpdir(), 'lockstep-bench-'));
  try {
    // Where this runs as root, PostgreSQL runs as another user, who must get to its own folder.
    await chmod(folder, 0o755);
    const figures = await measureAll(rows, folder, stop.signal);
    if (!values.json) process.stdout.write(`${tableOf(rows, figures)}\n`);
    process.stdout.write(`${JSON.stringify({ figures })}\n`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

try {
  await main();
} catch (error) {
  tell(`bench: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
