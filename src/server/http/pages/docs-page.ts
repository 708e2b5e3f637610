import { createHash } from 'node:crypto';
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { refuseOtherMethods } from '../mount.ts';

const page = '/docs';
const script = '/docs/js/scalar.js';

type Pages = { html: string; script: string; policy: string };

/** The API's description for people: everything in the page comes from this server. */
export function mountDocs(app: FastifyInstance, { description }: { description: string }): void {
  let pages: Promise<Pages> | undefined;
  const read = () => (pages ??= renderPages(description));
  app.get(page, async (_request, reply) => {
    const { html, policy } = await read();
    return reply.header('content-security-policy', policy).type('text/html; charset=utf-8').send(html);
  });
  app.get(script, async (_request, reply) =>
    reply
      .header('cache-control', 'private, max-age=3600')
      .type('text/javascript; charset=utf-8')
      .send((await read()).script),
  );
  for (const path of [page, script]) refuseOtherMethods(app, path, ['GET']);
}

/** Read when somebody asks: the package takes a third of a second and 40 MB, which no start should wait for. */
async function renderPages(description: string): Promise<Pages> {
  const { default: reference } = await import('@scalar/fastify-api-reference');
  const own = fastify();
  await own.register(reference, {
    routePrefix: page,
    configuration: {
      url: description,
      cdn: script,
      pageTitle: 'Carillon API',
      withDefaultFonts: false,
      telemetry: false,
      hideClientButton: true,
      showDeveloperTools: 'never',
      agent: { disabled: true },
      mcp: { disabled: true },
    },
  });
  const html = (await own.inject(`${page}/`)).body;
  const code = (await own.inject(script)).body;
  await own.close();
  return { html, script: code, policy: policyFor(html) };
}

/** Scripts and data of this server alone, and the one script in the page by its hash. Styles are set by the script. */
function policyFor(html: string): string {
  const inline = [...html.matchAll(/<script type="text\/javascript">([\s\S]*?)<\/script>/g)].map(
    ([, text]) => text ?? '',
  );
  const hashes = inline.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  return [
    "default-src 'none'",
    `script-src 'self' ${hashes.join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
