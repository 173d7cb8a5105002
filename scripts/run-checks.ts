import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool, type Tool, type ToolResult } from './run-tool.ts';

/** Tests of a vitest project, counted. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface VitestReport {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

const TOOLS: readonly Tool[] = [
  { title: 'types', command: ['typescript/bin/tsc'] },
  {
    title: 'lint',
    command: [
      'oxlint/bin/oxlint',
      '--type-aware',
      'src',
      'test',
      'scripts',
      'plans',
      '--no-error-on-unmatched-pattern',
    ],
  },
  { title: 'format', command: ['oxfmt/bin/oxfmt', '--check', '.'] },
  { title: 'dead code', command: ['knip/bin/knip.js', '--no-progress'] },
];

const line = ({ title, passed, seconds }: ToolResult): string =>
  `${passed ? 'ok    ' : 'FAILED'}  ${title.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s`;

/** Runs a project of the tests. A run that ends badly without a failed test (a file that does not load) counts as one. */
export const runTests = async (
  project: 'unit' | 'system',
  show: boolean,
): Promise<{ result: ToolResult; counts: TestCounts }> => {
  const report = join(tmpdir(), `lockstep-${project}-${process.pid}.json`);
  const result = await runTool(
    {
      title: `${project} tests`,
      command: [
        'vitest/vitest.mjs',
        'run',
        `--project=${project}`,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report}`,
      ],
    },
    show,
  );
  const text = await readFile(report, 'utf8').catch(() => null);
  await rm(report, { force: true });
  if (text === null)
    return { result: { ...result, passed: false }, counts: { passed: 0, failed: 1, skipped: 0 } };
  // vitest's own format.
  const found = JSON.parse(text) as VitestReport;
  const isGood = result.passed && found.success;
  return {
    result: { ...result, passed: isGood },
    counts: {
      passed: found.numPassedTests,
      failed: isGood ? found.numFailedTests : Math.max(1, found.numFailedTests),
      skipped: found.numPendingTests + found.numTodoTests,
    },
  };
};

/** Types, lint, format, dead code and unit tests, side by side. Prints a line for each, and what failed in full. */
export const runChecks = async (): Promise<TestCounts> => {
  const show = (result: ToolResult): ToolResult => {
    console.log(line(result));
    return result;
  };
  const tools = TOOLS.map(async (tool) => show(await runTool(tool)));
  const unit = runTests('unit', false).then((tests) => {
    show({ ...tests.result, title: `unit tests (${tests.counts.passed})` });
    return tests;
  });
  const results = await Promise.all(tools);
  const { result, counts } = await unit;
  for (const bad of [...results, result].filter(({ passed }) => !passed))
    console.log(`\n── ${bad.title} ──\n${bad.output.trim()}`);
  const failedTools = results.filter(({ passed }) => !passed).length;
  return {
    passed: counts.passed + results.length - failedTools,
    failed: counts.failed + failedTools,
    skipped: counts.skipped,
  };
};
