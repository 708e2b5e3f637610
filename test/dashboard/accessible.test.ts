import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { barriers, paleness } from './support/axe.ts';
import { hasChromium, openBrowser, visit } from './support/browser.ts';
import type { Visitor } from './support/browser.ts';
import { Installation } from './support/installation.ts';
import { dialogs, entrances, goTo, screens, show } from './support/screens.ts';
import type { Screen } from './support/screens.ts';
import { emptyWorld, makeWorld } from './support/world.ts';
import type { World } from './support/world.ts';

type Stage = { url: string; world: World; visitors: Visitor[] };

const widths = [1440, 375] as const;

let browser: Browser;
let installations: Installation[] = [];
const stages = new Map<string, Stage>();

async function open(name: string, installation: Installation, world: World): Promise<void> {
  const first = await visit(browser, installation.link);
  await first.page.waitForURL('**/campaigns');
  const storageState = await first.context.storageState();
  await first.context.close();
  const { url } = installation;
  const visitors = (state?: typeof storageState) =>
    Promise.all(widths.map((width) => visit(browser, url, { theme: 'light', width }, state)));
  stages.set(name, { url, world, visitors: await visitors(storageState) });
  stages.set(`${name}, signed out`, { url, world, visitors: await visitors() });
}

/** Four looks of a hundred screens take many minutes on a small machine. */
const isLong = process.env['CARILLON_TEST_LONG'] !== undefined;

describe.skipIf(!hasChromium || !isLong)('nobody is kept out', () => {
  beforeAll(async () => {
    browser = await openBrowser();
    const [loaded, empty] = await Promise.all([Installation.start(), Installation.start({ CARILLON_SAMPLES: 'off' })]);
    installations = [loaded, empty];
    await open('loaded', loaded, await makeWorld(loaded));
    await open('empty', empty, emptyWorld);
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all(installations.map((installation) => installation.stop()));
  });

  /** At a desk and in a hand, by day and by night. */
  async function look(stage: string, screen: Screen, bring: (page: Page, stage: Stage) => Promise<void>) {
    const { visitors, ...place } = stages.get(stage) ?? never();
    const found = await Promise.all(
      visitors.map(async ({ page }, nth) => {
        await bring(page, { visitors, ...place });
        const byDay = await barriers(page);
        await page.emulateMedia({ colorScheme: 'dark' });
        const byNight = await paleness(page);
        await page.emulateMedia({ colorScheme: 'light' });
        return [...byDay, ...byNight.map((each) => `dark: ${each}`)].map((each) => `${widths[nth]}: ${each}`);
      }),
    );
    return found.flat();
  }

  describe.each(['loaded', 'empty'])('with a workspace that is %s', (stage) => {
    test.each(screens)('on $name', async (screen) => {
      expect(await look(stage, screen, (page, place) => goTo(page, screen, place))).toEqual([]);
    });
  });

  test.each(dialogs)('by $name', async (screen) => {
    expect(await look('loaded', screen, (page, place) => show(page, screen, place))).toEqual([]);
  });

  test.each(entrances)('at the door: $name', async (screen) => {
    expect(await look('loaded, signed out', screen, (page, place) => show(page, screen, place))).toEqual([]);
  });

  test.each(screens)('on $name, when the server fails', async (screen) => {
    const fail = async (page: Page, place: Stage) => {
      await page.unrouteAll();
      await page.route(/\/api\/v1\/(?!auth|events|sandbox)/, (route) =>
        route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
      );
      await show(page, screen, place);
    };
    expect(await look('empty', screen, fail)).toEqual([]);
  });
});

const problem = {
  ...{ type: 'about:blank', title: 'Something went wrong', status: 500, code: 'internal', instance: '/' },
  ...{
    detail: 'Something went wrong here. Try again; if it stays, look for the request id in the log.',
    requestId: 'req_0',
  },
};

function never(): never {
  throw new Error('no such stage');
}
