import { readFile } from 'node:fs/promises';
import type { Browser } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, openBrowser, visit } from './support/browser.ts';
import type { Visitor } from './support/browser.ts';
import { Installation } from './support/installation.ts';
import { farConnections } from './support/sockets.ts';

let browser: Browser;
let installation: Installation;
let visitor: Visitor;

const people = [
  'Mobile No.,Full Name',
  ...Array.from({ length: 20 }, (_, nth) => `(202) 555-01${nth + 10},Person ${nth}`),
];

describe.skipIf(!hasChromium)('somebody new', () => {
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await installation.stop();
  });

  test('drops a file on the page after npm start, and watches it being called', async () => {
    const spawned = performance.now();
    installation = await Installation.start();
    visitor = await visit(browser, installation.link);
    const { page } = visitor;
    await page.waitForURL('**/campaigns');
    await page.getByRole('heading', { name: 'Call campaigns' }).waitFor();
    const dropped = performance.now();
    const file = { name: 'leads.csv', mimeType: 'text/csv', buffer: Buffer.from(`${people.join('\n')}\n`) };
    await page.getByLabel('File of people').setInputFiles(file);
    await page.getByRole('button', { name: 'Start simulated campaign' }).click();
    await page.waitForURL(/\/campaigns\/[0-9a-f-]{36}/);
    const campaignId = /campaigns\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
    await page
      .getByText(/ringing|talking/)
      .first()
      .waitFor();
    const rang = performance.now();
    await expect
      .poll(async () => (await installation.client.campaigns.get({ id: campaignId })).counts.finished, {
        timeout: 60_000,
        interval: 50,
      })
      .toBeGreaterThan(0);
    await page
      .getByText(/[1-9]\d* of 20/)
      .first()
      .waitFor();
    const finished = performance.now();
    const seconds = (from: number, to: number) => `${((to - from) / 1000).toFixed(1)} s`;
    process.stdout.write(
      `from npm start to the first finished call ${seconds(spawned, finished)}, from the drop to the first ring ${seconds(dropped, rang)}\n`,
    );
  });

  test('finds three campaigns that show what there is to see', async () => {
    const { data } = await installation.client.campaigns.list();
    const byName = new Map(data.map(({ name, status }) => [name, status]));
    expect(byName.get('Renewal reminders')).toBe('running');
    expect(byName.get('Clinic recall')).toBe('scheduled');
    expect(byName.get('Event survey')).toBe('completed');
  });

  test('is told of a sample file whose mistakes are found', async () => {
    const { page } = visitor;
    await page.goto(`${installation.url}/campaigns`);
    await page.getByRole('button', { name: 'use a sample file' }).click();
    await page.getByText(/95 people ready/).waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
  });

  test('is asked for nothing by anybody else: no request and no connection leaves the machine', async () => {
    expect([...visitor.hosts]).toEqual(['127.0.0.1']);
    expect(await farConnections(installation.pid)).toEqual([]);
    expect(visitor.complaints).toEqual([]);
  });

  test('gets a page under a policy that lets in nothing but the page itself', async () => {
    const response = await fetch(installation.url, { headers: { accept: 'text/html' } });
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/default-src 'none'/);
    expect(policy).not.toMatch(/unsafe|http:|\*/);
    const html = await response.text();
    expect(html).not.toMatch(/(src|href)="https?:/);
    expect(await readFile(new URL('../../dist/web/index.html', import.meta.url), 'utf8')).toBe(html);
  });
});
