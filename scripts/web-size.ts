import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { outDir } from './web/vite.ts';

/** What a browser loads before the list of campaigns shows, in kB as sent: scripts, and styles. */
const budgets = { js: 200, css: 25 };

const Manifest = z.record(
  z.string(),
  z.object({
    file: z.string(),
    imports: z.array(z.string()).default([]),
    css: z.array(z.string()).default([]),
  }),
);

const manifest = Manifest.parse(JSON.parse(await readFile(join(outDir, 'manifest.json'), 'utf8')));
const first = filesOf(['index.html', 'campaigns/list/campaign-list-page.tsx']);
const sizes = { js: await kilobytes(first, '.js'), css: await kilobytes(first, '.css') };
const tooLarge = (['js', 'css'] as const).filter((kind) => sizes[kind] > budgets[kind]);

process.stdout.write(
  `first page: ${sizes.js.toFixed(1)} kB of scripts, ${sizes.css.toFixed(1)} kB of styles, gzipped\n`,
);
for (const kind of tooLarge)
  process.stdout.write(`More than ${budgets[kind]} kB of ${kind}: load later what the first page does not show.\n`);
process.exitCode = tooLarge.length > 0 ? 1 : 0;

/** Entries with everything they import at once. */
function filesOf(entries: string[]): Set<string> {
  const seen = new Set<string>();
  const files = new Set<string>();
  const visit = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    const chunk = manifest[name];
    if (!chunk) throw new Error(`dist/web/manifest.json has no ${name}`);
    for (const file of [chunk.file, ...chunk.css]) files.add(file);
    for (const imported of chunk.imports) visit(imported);
  };
  for (const entry of entries) visit(entry);
  return files;
}

async function kilobytes(files: Set<string>, ending: string): Promise<number> {
  const sizesOf = [...files]
    .filter((file) => file.endsWith(ending))
    .map(async (file) => readFile(join(outDir, `${file}.gz`)));
  const contents = await Promise.all(sizesOf);
  return contents.reduce((sum, content) => sum + content.byteLength, 0) / 1000;
}
