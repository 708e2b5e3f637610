import type { Locator, Page } from '@playwright/test';
import type { Client } from '#client/verbs.ts';
import { fileOf } from '../support/people-file.ts';
import type { Hand } from '../support/hands.ts';

/** Somebody on the way through the dashboard; `client` prepares what is there before, and looks at what came of it. */
export type Walker = {
  hand: Hand;
  /** Only to look at: everything that is done is done by the hand. */
  page: Page;
  client: Client;
  /** Tells what one hand made from what the other made. */
  mark: string;
  /** A number that nobody was called at yet; people of no other journey have it. */
  nextPhone: () => string;
  /** A number whose person always answers, and is glad. */
  winner: string;
};

export type Means = 'mouse' | 'keyboard alone';

/** `means` are those it is walked by; both when not given. */
export type Journey = { name: string; means?: readonly Means[]; walk: (walker: Walker) => Promise<void> };

type Started = { name: string; people?: number } & Pick<
  Parameters<Client['campaigns']['upload']>[0],
  'concurrentCallsLimit' | 'allDay' | 'timeZone' | 'firstCallTime' | 'lastCallTime'
>;

/** A campaign that calls people at any hour, as somebody else made it before. */
export async function startedCampaign(
  { client, nextPhone }: Walker,
  { name, people = 40, ...settings }: Started,
): Promise<string> {
  const rows = Array.from({ length: people }, (_, place) => `${nextPhone()},Person ${place}`);
  const [agent] = (await client.agents.list()).data;
  const { campaignId } = await client.campaigns.upload({
    ...{ file: fileOf(['phone,name', ...rows]), name, agentId: agent?.id ?? '', allDay: true, start: true },
    ...settings,
  });
  return campaignId;
}

/** Waits until the page shows that campaign, and tells its id. */
export async function campaignShown(page: Page): Promise<string> {
  await page.waitForURL(/\/campaigns\/[0-9a-f-]{36}/);
  return /campaigns\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';
}

/** Opens a campaign from the list that is shown. */
export async function openCampaign({ hand, page }: Walker, name: string): Promise<void> {
  await hand.press('link', name);
  await page.getByRole('heading', { level: 1, name }).waitFor();
}

/** The sentence of a campaign's page that says why it calls or doesn't. */
export function sentence(page: Page): Locator {
  return page.locator('section[aria-labelledby=dialling-title] p');
}

/** Whether the focus is on something by that name. */
export async function focusedName(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
  });
}
