import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { problemCodes } from '#contract/problem-codes.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const root = fileURLToPath(new URL('../..', import.meta.url));
const documents = ['docs/api.md', 'docs/integrating.md', 'docs/operating.md'];

/** What the examples are run with; the data lies apart, as PostgreSQL may have an account of its own. */
let folder: string;
let data: string;
let server: ReturnType<typeof spawn>;
let environment: Record<string, string>;

/** A server with data of its own, as `npm start` starts it; in its world everybody who is called answers sooner or later. */
beforeAll(async () => {
  [folder, data] = [await mkdtemp(join(tmpdir(), 'carillon-docs-')), await mkdtemp(join(tmpdir(), 'carillon-data-'))];
  const npx = `#!/bin/sh\nshift\nexec "${process.execPath}" "${join(root, 'src/cli/main.ts')}" "$@"\n`;
  await writeFile(join(folder, 'npx'), npx);
  await chmod(join(folder, 'npx'), 0o755);
  environment = {
    PATH: `${folder}:${join(root, 'node_modules', '.bin')}:${process.env['PATH']}`,
    HOME: folder,
    CARILLON_DATA_DIR: data,
  };
  server = spawn(process.execPath, [join(root, 'src/server/main.ts')], {
    env: { ...environment, PORT: '0', LOG_LEVEL: 'silent' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const said = await vi.waitFor(() => readFile(join(data, 'server.json'), 'utf8'), { timeout: 60_000, interval: 50 });
  environment['CARILLON_URL'] = String(JSON.parse(said).url);
  environment['CARILLON_API_KEY'] = (await readFile(join(data, 'api-key'), 'utf8')).trim();
});
afterAll(async () => {
  if (server.kill('SIGTERM')) await once(server, 'exit');
  for (const path of [folder, data]) await rm(path, { recursive: true, force: true });
});

type Block = { line: number; language: string; isRun: boolean; text: string };

/** The fenced blocks of a document. */
async function blocksOf(path: string): Promise<Block[]> {
  const document = await readFile(join(root, path), 'utf8');
  return [...document.matchAll(/^```(\S*)([^\n]*)\n([\s\S]*?)^```$/gm)].map((match) => ({
    line: document.slice(0, match.index).split('\n').length,
    language: match[1] ?? '',
    isRun: / (run|expect)\b/.test(match[2] ?? ''),
    text: match[3] ?? '',
  }));
}

/** Runs what is to be run, in one shell from the first to the last. Gives what each block printed. */
async function run(blocks: Block[]): Promise<string[]> {
  const mark = '--- the next example ---';
  const parts = await Promise.all(
    blocks.map(async ({ language, text: code, line }) => {
      if (language === 'sh') return code;
      const file = join(folder, `${line}.ts`);
      await writeFile(file, code);
      // Evaluated in the repository, whose package.json says where #client is.
      return `URL="$URL" KEY="$KEY" "${process.execPath}" --input-type=module-typescript -e "$(cat "${file}")"`;
    }),
  );
  const script = ['set -eu', ...parts.map((part) => `${part}\necho '${mark}'`)].join('\n');
  const shell = spawn('bash', ['-c', script], { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  const [output, errors] = await Promise.all([text(shell.stdout), text(shell.stderr)]);
  const printed = output.split(`${mark}\n`);
  if (printed.length <= blocks.length)
    throw new Error(`the example at line ${blocks[printed.length - 1]?.line} failed: ${errors}`);
  return printed.slice(0, blocks.length);
}

/** What is expected, where `…` stands for anything, and alone in a line for any lines or none. */
function pattern(expected: string): RegExp {
  const parts = expected.trim().split(/\n…\n|…/);
  return new RegExp(`^${parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[\\s\\S]*')}$`);
}

describe.each(documents)('every example of %s', (path) => {
  it('does what it says', async () => {
    const blocks = (await blocksOf(path)).filter(({ isRun }) => isRun);
    const examples = blocks.filter(({ language }) => language !== 'text');
    const printed = await run(examples);
    for (const [index, block] of blocks.entries()) {
      const before = blocks[index - 1];
      if (block.language === 'text' && before) {
        expect(printed[examples.indexOf(before)]?.trim(), `line ${block.line}`).toMatch(pattern(block.text));
      }
    }
  });

  it('is run, but for what starts the server', async () => {
    const others = (await blocksOf(path)).filter(({ isRun, language }) => !isRun && language !== '');
    expect(others.map(({ text: code }) => code.trim()).filter((code) => code !== 'npm start')).toEqual([]);
  });
});

it('every code of a problem stands in docs/integrating.md with its meaning', async () => {
  const document = await readFile(join(root, 'docs/integrating.md'), 'utf8');
  const rows = Object.entries(problemCodes).map(
    ([code, { status, means }]) => `| \`${code}\` | ${status} | ${means} |`,
  );
  expect(rows.filter((row) => !document.includes(row))).toEqual([]);
});

it('no document has examples that nobody runs', async () => {
  const all = (await readdir(join(root, 'docs'))).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`);
  const unheeded = all.filter((path) => !documents.includes(path));
  for (const path of unheeded) {
    const runnable = (await blocksOf(path)).filter(({ language }) => ['sh', 'ts', 'bash'].includes(language));
    expect(runnable.map(({ line }) => `${path}:${line}`)).toEqual([]);
  }
});
