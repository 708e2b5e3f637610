import type { Browser, BrowserContext, Page } from '@playwright/test';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Means } from './journeys/journey.ts';
import { making } from './journeys/making.ts';
import { people } from './journeys/people.ts';
import { steering } from './journeys/steering.ts';
import { hasChromium, openBrowser, visit } from './support/browser.ts';
import { Keyboard, Mouse } from './support/hands.ts';
import { Installation } from './support/installation.ts';

let browser: Browser;
let installation: Installation;
let signedIn: Awaited<ReturnType<BrowserContext['storageState']>>;
let called = 0;

/** Area codes that no sample has; in each, 555-0100 to 555-0199 belong to nobody. */
const areaCodes = [203, 207, 208, 210, 216, 217, 218, 219, 224, 225, 228, 229, 231, 234, 239, 240];

function nextPhone(): string {
  const phone = `+1${areaCodes[Math.floor(called / 100)]}55501${String(called % 100).padStart(2, '0')}`;
  called += 1;
  return phone;
}

const hands = {
  mouse: { take: (page: Page) => new Mouse(page), winner: '+12025550150' },
  'keyboard alone': { take: (page: Page) => new Keyboard(page), winner: '+12025550156' },
};

const bothMeans: readonly Means[] = ['mouse', 'keyboard alone'];

describe.skipIf(!hasChromium)('by whatever means somebody uses the dashboard', () => {
  beforeAll(async () => {
    [browser, installation] = await Promise.all([openBrowser(), Installation.start()]);
    const first = await visit(browser, installation.link);
    await first.page.waitForURL('**/campaigns');
    signedIn = await first.context.storageState();
    await first.context.close();
  });
  afterAll(async () => {
    await browser.close();
    await installation.stop();
  });
  beforeEach(quieten);

  /** Nobody is being called any more, and time is slow enough to look. */
  async function quieten(): Promise<void> {
    const { client } = installation;
    await client.sandbox.setClock({ speed: 60 });
    const { data } = await client.campaigns.list({ status: 'active' });
    for (const { id } of data) await client.campaigns.cancel({ id, hangUp: true });
    await vi.waitUntil(async () => (await client.settings.concurrency()).active === 0, 20_000);
    await client.sandbox.setClock({ speed: 1 });
  }

  describe.each([...making, ...steering, ...people])('$name', ({ walk, means: ways = bothMeans }) => {
    test.each(ways)('by %s', async (means) => {
      const { context, page, complaints } = await visit(browser, `${installation.url}/campaigns`, undefined, signedIn);
      const { take, winner } = hands[means];
      const hand = take(page);
      page.setDefaultTimeout(25_000);
      try {
        await page.getByRole('heading', { name: 'Call campaigns' }).waitFor();
        await walk({ hand, page, client: installation.client, mark: `by ${means}`, nextPhone, winner });
        expect(complaints).toEqual([]);
        if (hand instanceof Keyboard) expect(hand.unseen).toEqual([]);
      } finally {
        await context.close();
      }
    });
  });
});
