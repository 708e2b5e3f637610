import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What vitest's JSON report says; a file that can't be loaded has failed without a failed test. */
const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.object({ status: z.string() })) })),
});

type Counts = { passed: number; failed: number; skipped: number };

/** The dashboard's tests want the machine for themselves: a browser that waits for its turn looks like a slow dashboard. */
const dashboard = ['--config', 'vitest.dashboard.config.ts'];

/** Runs the tests; `crash` runs the long form of test/crash alone. Other arguments are vitest's. */
async function main([first, ...rest]: string[]): Promise<number> {
  const isLong = first === 'crash';
  const filters = isLong ? ['test/crash', ...rest] : [first, ...rest].filter((text) => text !== undefined);
  const isAll = filters.length === 0;
  const isDashboard = filters.some((filter) => filter.startsWith('test/dashboard'));
  const runs = isAll ? [[], dashboard] : [[...filters, ...(isDashboard ? dashboard : [])]];
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const options of runs) add(counts, await runCounted(options, isLong));
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  return counts.failed > 0 ? 1 : 0;
}

async function runCounted(options: string[], isLong: boolean): Promise<Counts> {
  const folder = await mkdtemp(join(tmpdir(), 'carillon-report-'));
  try {
    const report = join(folder, 'report.json');
    const code = await runVitest(
      [...options, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      isLong,
    );
    const counts = await readCounts(report);
    return { ...counts, failed: code !== 0 && counts.failed === 0 ? 1 : counts.failed };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function add(sum: Counts, { passed, failed, skipped }: Counts): void {
  sum.passed += passed;
  sum.failed += failed;
  sum.skipped += skipped;
}

async function runVitest(options: string[], isLong: boolean): Promise<number> {
  const program = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const env = isLong ? { ...process.env, CARILLON_TEST_LONG: '1' } : process.env;
  const child = spawn(process.execPath, [program, 'run', ...options], { cwd: root, env, stdio: 'inherit' });
  // Ctrl-C reaches vitest as well: it ends its database, and we end after it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'exit');
  return typeof code === 'number' ? code : 1;
}

async function readCounts(file: string): Promise<Counts> {
  const text = await readFile(file, 'utf8').catch(() => '');
  if (text === '') return { passed: 0, failed: 0, skipped: 0 };
  const report = Report.parse(JSON.parse(text));
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((each) => each.status === 'failed'),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

process.exitCode = await main(process.argv.slice(2));
