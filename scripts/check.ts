import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name: string) => join(root, 'node_modules', '.bin', name);
const script = (name: string) => [process.execPath, join(root, 'scripts', name)];

/** Everything but the tests, quickest to slowest; all of it runs, whatever fails. */
const steps: Record<string, string[]> = {
  tidy: script('tidy.ts'),
  format: [bin('oxfmt'), '--check', '.'],
  types: [bin('tsc')],
  'web types': [bin('tsc'), '-p', 'src/web'],
  'browser types': [bin('tsc'), '-p', 'test/dashboard'],
  lint: [bin('oxlint'), '--type-aware', '--quiet'],
  'dead code': [bin('knip'), '--no-progress'],
  schema: script('dump-schema.ts'),
  'first page': script('web-size.ts'),
};

let isFine = true;
for (const [name, [program = '', ...options]] of Object.entries(steps)) {
  const start = performance.now();
  const done = spawnSync(program, options, { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const isDone = done.status === 0;
  isFine &&= isDone;
  process.stdout.write(`${isDone ? 'ok    ' : 'FAILED'} ${name.padEnd(10)} ${seconds.padStart(5)} s\n`);
  if (!isDone) process.stdout.write(`${done.error?.message ?? ''}${done.stdout}${done.stderr}\n`);
}
process.stdout.write(isFine ? 'All checks passed.\n' : 'Some checks failed: see above.\n');
process.exitCode = isFine ? 0 : 1;
