import type { Browser, Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { hasChromium, openBrowser, visit } from './support/browser.ts';
import { Installation } from './support/installation.ts';

const campaignZone = 'America/Los_Angeles';
const viewerZone = 'Europe/Berlin';
const personZone = 'Asia/Kolkata';

let browser: Browser;
let installation: Installation;
let page: Page;
const ids = { called: '', closed: '', call: '' };

/** What a clock of that zone shows: "10:42 AM PST". */
function onClockOf(timeZone: string, at: Date): { time: string; zone: string } {
  const parts = new Intl.DateTimeFormat('en-US', { timeStyle: 'short', timeZone }).format(at);
  const named = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short', timeZone }).formatToParts(at);
  return { time: parts, zone: named.find(({ type }) => type === 'timeZoneName')?.value ?? '' };
}

/** A campaign of one person, who lives in a third zone, in hours of the campaign's zone. */
async function campaignOf(phone: string, settings: Record<string, unknown>): Promise<string> {
  const { client } = installation;
  const { id: contactId } = await client.contacts.create({ phone, name: `Asha ${phone}`, timeZone: personZone });
  const [agent] = (await client.agents.list()).data;
  const given = { name: `Zones ${phone}`, agentId: agent?.id ?? '', timeZone: campaignZone };
  const { id } = await client.campaigns.create({ ...given, ...settings });
  await client.campaigns.addContacts({ id, contactIds: [contactId] });
  await client.campaigns.start({ id });
  return id;
}

describe.skipIf(!hasChromium)('with the campaign, the viewer and the person in three zones', () => {
  beforeAll(async () => {
    [browser, installation] = await Promise.all([openBrowser(), Installation.start({ CARILLON_SAMPLES: 'off' })]);
    const { client } = installation;
    ids.called = await campaignOf('+12025550150', { allDay: true });
    await client.sandbox.setClock({ speed: 60 });
    const status = async () => (await client.campaigns.get({ id: ids.called })).status;
    await vi.waitUntil(async () => (await status()) === 'completed', 60_000);
    ids.call = (await client.campaigns.calls({ id: ids.called })).data[0]?.id ?? '';
    const { now } = await client.sandbox.setClock({ speed: 1 });
    const hour = (hours: number) => {
      const at = new Date(now.getTime() + hours * 3_600_000);
      return `${new Intl.DateTimeFormat('en-GB', { hour: '2-digit', timeZone: campaignZone }).format(at)}:00`;
    };
    ids.closed = await campaignOf('+12025550156', { firstCallTime: hour(3), lastCallTime: hour(4) });
    const visitor = await visit(browser, installation.link, { theme: 'light', width: 1440, timeZone: viewerZone });
    ({ page } = visitor);
    await page.waitForURL('**/campaigns');
  });
  afterAll(async () => {
    await browser.close();
    await installation.stop();
  });

  async function opening(): Promise<Date> {
    return (await installation.client.campaigns.get({ id: ids.closed })).dispatch.until ?? new Date(0);
  }

  async function placedAt(): Promise<Date> {
    return (await installation.client.calls.get({ id: ids.call })).placedAt ?? new Date(0);
  }

  async function go(path: string): Promise<void> {
    await page.goto(`${installation.url}${path}`);
    await page.locator('h1').first().waitFor();
  }

  /** Each row has its time twice, of which a narrow screen shows one and a wide screen the other. */
  async function shownInGrid(time: string): Promise<void> {
    await page.getByRole('grid').getByText(time).filter({ visible: true }).first().waitFor();
  }

  test("a campaign's page speaks of its hours and its next call on the campaign's clock", async () => {
    const { time, zone } = onClockOf(campaignZone, await opening());
    await go(`/campaigns/${ids.closed}`);
    await page
      .getByText(new RegExp(`Outside calling hours until (today|tomorrow), ${time} ${zone}`))
      .first()
      .waitFor();
    await page
      .locator('header')
      .getByText(new RegExp(`[AP]M–.*[AP]M ${zone}, every day`))
      .waitFor();
  });

  test("the list of campaigns speaks of the same moment on the viewer's clock, and says so", async () => {
    const { time, zone } = onClockOf(viewerZone, await opening());
    await go('/campaigns');
    const shown = page.locator('article time').filter({ hasText: `${time} ${zone}` });
    await shown.first().waitFor();
    expect(await shown.first().getAttribute('title')).toContain(`${zone} (your time)`);
  });

  test.each([
    ['queue', 'Scheduled'],
    ['contacts', 'Last call, or due'],
    ['calls', 'When'],
  ])("the campaign's tab of %s names the campaign's clock above its times", async (tab, header) => {
    const id = tab === 'calls' ? ids.called : ids.closed;
    const at = tab === 'calls' ? await placedAt() : await opening();
    const { zone } = onClockOf(campaignZone, at);
    await go(`/campaigns/${id}/${tab}`);
    await page.getByRole('columnheader', { name: `${header} (${zone})` }).waitFor();
    if (tab === 'calls') await shownInGrid(onClockOf(campaignZone, at).time);
  });

  test.each([
    ['/queue', 'Scheduled'],
    ['/calls', 'When'],
  ])("%s, over all campaigns, names the viewer's clock above its times", async (path, header) => {
    const at = await placedAt();
    const { time, zone } = onClockOf(viewerZone, at);
    await go(path);
    await page.getByRole('columnheader', { name: `${header} (${zone})` }).waitFor();
    if (path === '/calls') await shownInGrid(time);
  });

  test("a call's drawer tells it on the campaign's clock and on the person's", async () => {
    const at = await placedAt();
    const [campaign, person] = [onClockOf(campaignZone, at), onClockOf(personZone, at)];
    await go(`/calls?call=${ids.call}`);
    const title = page.getByRole('dialog').getByRole('heading', { level: 2 });
    await title.getByText(`${campaign.time} ${campaign.zone}`).waitFor();
    await title.getByText(`${person.time} their time (${person.zone})`).waitFor();
  });
});
