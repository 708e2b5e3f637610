import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { barriers } from './support/axe.ts';
import { hasChromium, openBrowser, visit } from './support/browser.ts';
import type { Visitor } from './support/browser.ts';
import { Installation } from './support/installation.ts';
import { looks, nameOf } from './support/looks.ts';
import { dialogs, screens, show } from './support/screens.ts';
import type { Screen } from './support/screens.ts';
import { makeWorld } from './support/world.ts';
import type { World } from './support/world.ts';

type Stage = { installation: Installation; world: World; visitors: Map<string, Visitor> };

let browser: Browser;
const stages = new Map<string, Stage>();

const nobody = '00000000-0000-7000-8000-000000000000';
const emptyWorld: World = {
  ...{ running: nobody, paused: nobody, scheduled: nobody, draft: nobody, completed: nobody },
  ...{ call: nobody, contact: nobody, import: nobody },
};

async function open(name: string, installation: Installation, world: World): Promise<void> {
  const visitors = new Map<string, Visitor>();
  const first = await visit(browser, installation.link);
  await first.page.waitForURL('**/campaigns');
  const storageState = await first.context.storageState();
  await first.context.close();
  for (const look of looks) visitors.set(nameOf(look), await visit(browser, installation.url, look, storageState));
  stages.set(name, { installation, world, visitors });
}

describe.skipIf(!hasChromium)('nobody is kept out', () => {
  beforeAll(async () => {
    browser = await openBrowser();
    const [loaded, empty] = [await Installation.start(), await Installation.start({ CARILLON_SAMPLES: 'none' })];
    await open('loaded', loaded, await makeWorld(loaded.client));
    await open('empty', empty, emptyWorld);
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([...stages.values()].map(({ installation }) => installation.stop()));
  });

  /** On each look at once: they wait for the server most of the time. */
  async function look(stage: string, screen: Screen, prepare?: (page: Page) => Promise<void>): Promise<string[]> {
    const { installation, world, visitors } = stages.get(stage) ?? never();
    const found = await Promise.all(
      [...visitors].map(async ([name, { page }]) => {
        await prepare?.(page);
        await show(page, screen, { url: installation.url, world });
        return (await barriers(page)).map((barrier) => `${name}: ${barrier}`);
      }),
    );
    return found.flat();
  }

  describe.each(['loaded', 'empty'])('with a workspace that is %s', (stage) => {
    test.each(screens)('on $name', async (screen) => {
      expect(await look(stage, screen)).toEqual([]);
    });
  });

  test.each(dialogs)('by $name', async (screen) => {
    expect(await look('loaded', screen)).toEqual([]);
  });

  test.each(screens)('on $name, when the server fails', async (screen) => {
    const fail = async (page: Page) => {
      await page.unrouteAll();
      await page.route(/\/api\/v1\/(?!auth|events|sandbox)/, (route) =>
        route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
      );
    };
    expect(await look('loaded', screen, fail)).toEqual([]);
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
