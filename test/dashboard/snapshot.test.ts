import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasChromium, openBrowser, visit } from './support/browser.ts';
import { Installation } from './support/installation.ts';
import { fileOf } from './support/people-file.ts';

let browser: Browser;
let installation: Installation;
let page: Page;

/** Figures of one campaign that a page shows at one instant, in whichever places it shows them. */
type Sample = { finished: number; total: number; inProgress: number; waiting: number; segments: number };

const callsAtOnce = 50;
const people = Array.from({ length: 1200 }, (_, nth) => {
  const area = [203, 207, 208, 210, 216, 217, 218, 219, 224, 225, 228, 229][Math.floor(nth / 100)];
  return `+1${area}55501${String(nth % 100).padStart(2, '0')},Person ${nth}`;
});

/** Looks at every frame until so many people have ended, and keeps what differs from the look before. It runs in the page. */
async function watch({
  isList,
  until,
}: {
  isList: boolean;
  until: number;
}): Promise<{ samples: Sample[]; looks: number }> {
  const numberIn = (text: string | null | undefined) => Number((text ?? '').replaceAll(',', '').match(/\d+/)?.[0] ?? 0);
  const [scope, tab] = isList ? ['article', 'article li'] : ['main', 'main nav a'];
  const look = (): Sample | null => {
    const bar = document.querySelector(`${scope} [role=progressbar]`);
    const texts = (bar?.getAttribute('aria-valuetext') ?? '').split(', ');
    const [done = '', ...parts] = texts;
    const [finished = 0, total = 0] = done.split(' of ').map(Number);
    const named = [...document.querySelectorAll(tab)].map(({ textContent }) => textContent);
    const waiting = named.find((text) => (isList ? / queued$/ : /^Queue\s*\d/).test(text.trim()));
    if (bar === null || waiting === undefined) return null;
    const calling = parts.find((part) => part.endsWith('being called'));
    const segments = parts.filter((part) => part !== calling).reduce((sum, part) => sum + numberIn(part), 0);
    return { finished, total, inProgress: numberIn(calling), waiting: numberIn(waiting), segments };
  };
  const samples: Sample[] = [];
  let looks = 0;
  for (;;) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const sample = look();
    if (sample === null) continue;
    looks += 1;
    if (JSON.stringify(sample) !== JSON.stringify(samples.at(-1))) samples.push(sample);
    if (sample.finished >= until) return { samples, looks };
  }
}

describe.skipIf(!hasChromium)('while calls end many times a second', () => {
  let campaignId = '';

  beforeAll(async () => {
    [browser, installation] = await Promise.all([openBrowser(), Installation.start({ CARILLON_SAMPLES: 'off' })]);
    const { client } = installation;
    const [workspace] = (await client.admin.workspaces()).data;
    await client.admin.setSystemConcurrency({ limit: callsAtOnce });
    await client.admin.setWorkspaceConcurrency({ id: workspace?.id ?? '', limit: callsAtOnce });
    const [account] = (await client.providerAccounts.list()).data;
    await client.providerAccounts.change({ id: account?.id ?? '', callsAtOnce });
    const [agent] = (await client.agents.list()).data;
    const file = fileOf(['phone,name', ...people]);
    const given = { file, name: 'Busy', agentId: agent?.id ?? '', allDay: true, concurrentCallsLimit: callsAtOnce };
    ({ campaignId } = await client.campaigns.upload({ ...given, start: true }));
    ({ page } = await visit(browser, installation.link));
    await page.waitForURL('**/campaigns');
    await client.sandbox.setClock({ speed: 60 });
  });
  afterAll(async () => {
    await browser.close();
    await installation.stop();
  });

  test.each([
    { place: 'the campaign page', isList: false, more: 300 },
    { place: 'the list of campaigns', isList: true, more: 200 },
  ])('$place shows totals and parts of the same moment', async ({ isList, more }) => {
    const { client } = installation;
    await page.goto(`${installation.url}/campaigns${isList ? '' : `/${campaignId}`}`);
    await page.locator('[role=progressbar]').first().waitFor();
    const { counts } = await client.campaigns.get({ id: campaignId });
    const began = performance.now();
    const { samples, looks } = await page.evaluate(watch, { isList, until: counts.finished + more });
    const seconds = (performance.now() - began) / 1000;
    const wrong = samples.filter(({ finished, total, inProgress, waiting, segments }) => {
      return finished + inProgress + waiting !== total || segments !== finished || total !== people.length;
    });
    expect(wrong).toEqual([]);
    expect(samples.length).toBeGreaterThan(10);
    // Each person who ends was dialled, rang, and mostly answered before.
    process.stdout.write(
      `${looks} looks, ${samples.length} states, ${Math.round((3 * more) / seconds)} changes a second\n`,
    );
  });
});
