import { fileURLToPath } from 'node:url';
import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import type { InlineConfig, Plugin } from 'vite';
import { lightContract } from './lighten.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where the dashboard is built to, and what the server gives away. */
export const outDir = fileURLToPath(new URL('../../dist/web', import.meta.url));

/** How Vite builds and serves the dashboard; `api` is the server that a page under development asks. */
export function viteConfig(api?: string): InlineConfig {
  return {
    configFile: false,
    root: `${root}src/web`,
    plugins: [react(), tailwind(), contract()],
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2023',
      reportCompressedSize: false,
      manifest: 'manifest.json',
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
    ...(api === undefined ? {} : { server: { host: '127.0.0.1', proxy: proxied(api) } }),
  };
}

function proxied(api: string) {
  return Object.fromEntries(['/api', '/docs', '/openapi.json', '/readyz'].map((path) => [path, { target: api }]));
}

const name = 'virtual:light-contract';

/** The contract without its schemas: 2 KB instead of 50. */
function contract(): Plugin {
  return {
    name: 'light-contract',
    resolveId: (id) => (id === name ? `\0${name}` : null),
    load: (id) => (id === `\0${name}` ? `export const contract = ${JSON.stringify(lightContract())};` : null),
  };
}
