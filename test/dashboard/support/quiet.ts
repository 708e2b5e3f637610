import type { Page, Request } from '@playwright/test';

const quietMs = 200;
const asked = new WeakMap<Page, { open: Set<Request>; since: number }>();

/** Keeps count of what a page has asked for and not got; its live events never end, and are left out. */
export function countRequests(page: Page): void {
  const standing = { open: new Set<Request>(), since: performance.now() };
  asked.set(page, standing);
  const end = (request: Request) => {
    if (standing.open.delete(request)) standing.since = performance.now();
  };
  page.on('request', (request) => {
    if (!/\/api\/v1\/events(\/stream)?(\?|$)/.test(request.url())) standing.open.add(request);
  });
  page.on('requestfinished', end);
  page.on('requestfailed', end);
}

/** Until nothing has been on its way for a moment, and nothing moves or waits on the page. */
export async function untilQuiet(page: Page): Promise<void> {
  const standing = asked.get(page);
  const deadline = performance.now() + 15_000;
  const isQuiet = () =>
    standing === undefined || (standing.open.size === 0 && performance.now() - standing.since > quietMs);
  while (!isQuiet() && performance.now() < deadline) await page.waitForTimeout(quietMs / 4);
  await page.locator('h1').first().waitFor({ state: 'attached' });
  await page.waitForFunction(
    () =>
      document.querySelector('.skeleton-shell, [data-waiting], [data-starting-style]') === null &&
      !document.body.textContent.includes('Connecting…') &&
      document.getAnimations().every(({ playState }) => playState !== 'running'),
    undefined,
    { timeout: 15_000 },
  );
}
