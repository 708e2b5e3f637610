import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHash } from 'node:crypto';
import { TestApp } from '#test/support/app.ts';

let api: TestApp;
beforeAll(async () => {
  api = await TestApp.open();
});
afterAll(() => api.close());

it('shows the API to people, and asks nobody else for anything', async () => {
  const answer = await api.send('GET', '/docs', { key: null });
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(answer.text).toContain('/openapi.json');
  expect(answer.text).not.toMatch(/(src|href)="?(https?:)?\/\//);
  const sources = [...answer.text.matchAll(/src="([^"]+)"/g)].map(([, source]) => source);
  expect(sources).toEqual(['/docs/js/scalar.js']);
  const script = await api.send('GET', '/docs/js/scalar.js', { key: null });
  expect([script.status, script.headers['content-type']]).toEqual([200, 'text/javascript; charset=utf-8']);
  expect(script.text.length).toBeGreaterThan(1_000_000);
});

it('lets the page run its own scripts alone, and leaves every other answer as strict as it was', async () => {
  const { text, headers } = await api.send('GET', '/docs', { key: null });
  const policy = String(headers['content-security-policy']);
  expect(policy).not.toMatch(/https?:|unsafe-eval|script-src[^;]*unsafe-inline|\*/);
  const inline = [...text.matchAll(/<script(?![^>]*src=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, code]) => code ?? '');
  expect(inline).toHaveLength(1);
  for (const code of inline) expect(policy).toContain(createHash('sha256').update(code).digest('base64'));
  const other = await api.send('GET', '/openapi.json', { key: null });
  expect(other.headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'");
});

it('is only read', async () => {
  expect((await api.send('POST', '/docs')).status).toBe(405);
});
