import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { countRequests } from './quiet.ts';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = places.find((place) => existsSync(place));

/** Whether this machine has a browser; without one these tests are skipped, which their count says. */
export const hasChromium = executablePath !== undefined;

export type Look = { theme: 'light' | 'dark'; width: 1440 | 375; timeZone?: string };

/** Chromium, told to speak to nobody but the pages it shows. */
export async function openBrowser(): Promise<Browser> {
  if (executablePath === undefined) throw new Error('there is no Chromium here: apt-get install chromium');
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A person's browser: everything it complains about is kept, and so is every host it asked. */
export type Visitor = { context: BrowserContext; page: Page; complaints: string[]; hosts: Set<string> };

export async function visit(
  browser: Browser,
  link: string,
  { theme, width, timeZone = 'America/New_York' }: Look = { theme: 'light', width: 1440 },
  storageState?: Awaited<ReturnType<BrowserContext['storageState']>>,
): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width, height: width === 375 ? 720 : 900 },
    colorScheme: theme,
    reducedMotion: 'reduce',
    locale: 'en-US',
    timezoneId: timeZone,
    hasTouch: width === 375,
    isMobile: width === 375,
    ...(storageState === undefined ? {} : { storageState }),
  });
  const page = await context.newPage();
  countRequests(page);
  // Whoever leaves means it.
  page.on('dialog', (dialog) => void dialog.accept().catch(() => {}));
  const [complaints, hosts]: [string[], Set<string>] = [[], new Set()];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  context.on('request', (request) => hosts.add(new URL(request.url()).hostname));
  await page.goto(link);
  return { context, page, complaints, hosts };
}
