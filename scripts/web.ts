import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { build, createServer } from 'vite';
import { outDir, viteConfig } from './web/vite.ts';

/** `build` makes the dashboard that the server gives away; `dev <url>` serves it as it is written, over that server. */
const [verb = 'build', api = 'http://127.0.0.1:3000'] = process.argv.slice(2);

async function buildDashboard(): Promise<void> {
  await build({ ...viteConfig(), logLevel: 'warn' });
  const files = await readdir(outDir, { recursive: true });
  const texts = files.filter((file) => /\.(js|css|html|svg)$/.test(file));
  await Promise.all(texts.map((file) => compress(join(outDir, file))));
  await writeFile(join(outDir, 'policy.json'), JSON.stringify({ scripts: await inlineHashes() }));
}

/** Beside each file, as the server sends it to those who can read it. */
async function compress(file: string): Promise<void> {
  const content = await readFile(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  await Promise.all([
    writeFile(`${file}.br`, brotliCompressSync(content, { params })),
    writeFile(`${file}.gz`, gzipSync(content, { level: 9 })),
  ]);
}

/** The page's own script, which the content security policy names. */
async function inlineHashes(): Promise<string[]> {
  const html = await readFile(join(outDir, 'index.html'), 'utf8');
  const inline = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text]) => text ?? '');
  return inline.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
}

if (verb === 'build') {
  await buildDashboard();
} else {
  const server = await createServer(viteConfig(api));
  await server.listen();
  server.printUrls();
}
