import type { Page } from '@playwright/test';
import type { World } from './world.ts';

export type Screen = {
  name: string;
  path: (world: World) => string;
  /** Opens what the screen is about beyond its address: a dialog, a menu. */
  open?: (page: Page) => Promise<void>;
};

const press = (name: string | RegExp) => async (page: Page) => page.getByRole('button', { name }).first().click();

/** Every address that the dashboard has. */
export const screens: readonly Screen[] = [
  { name: 'campaigns', path: () => '/campaigns' },
  { name: 'campaigns-scheduled', path: () => '/campaigns?status=scheduled' },
  { name: 'campaigns-completed', path: () => '/campaigns?status=completed' },
  { name: 'campaign-overview', path: ({ running }) => `/campaigns/${running}` },
  { name: 'campaign-contacts', path: ({ completed }) => `/campaigns/${completed}/contacts` },
  { name: 'campaign-queue', path: ({ running }) => `/campaigns/${running}/queue` },
  { name: 'campaign-calls', path: ({ completed }) => `/campaigns/${completed}/calls` },
  { name: 'campaign-analytics', path: ({ completed }) => `/campaigns/${completed}/analytics` },
  { name: 'campaign-activity', path: ({ paused }) => `/campaigns/${paused}/activity` },
  { name: 'campaign-settings', path: ({ paused }) => `/campaigns/${paused}/settings` },
  { name: 'campaign-draft', path: ({ draft }) => `/campaigns/${draft}` },
  { name: 'campaign-scheduled', path: ({ scheduled }) => `/campaigns/${scheduled}` },
  { name: 'campaign-paused', path: ({ paused }) => `/campaigns/${paused}` },
  { name: 'campaign-completed', path: ({ completed }) => `/campaigns/${completed}` },
  { name: 'new-campaign', path: () => '/campaigns/new' },
  { name: 'queue', path: () => '/queue' },
  { name: 'calls', path: () => '/calls' },
  { name: 'contacts', path: () => '/contacts' },
  { name: 'import-new', path: () => '/imports/new' },
  { name: 'import-columns', path: (world) => `/imports/${world.import}?step=columns` },
  { name: 'import-check', path: (world) => `/imports/${world.import}?step=check` },
  { name: 'agents', path: () => '/agents' },
  { name: 'never-call', path: () => '/suppressions' },
  { name: 'settings', path: () => '/settings' },
  { name: 'developers', path: () => '/developers' },
  { name: 'admin', path: () => '/admin' },
  { name: 'nowhere', path: () => '/no-such-page' },
];

/** What opens over a page. */
export const dialogs: readonly Screen[] = [
  { name: 'call-drawer', path: ({ call }) => `/calls?call=${call}` },
  { name: 'contact-drawer', path: ({ contact }) => `/contacts?contact=${contact}` },
  { name: 'palette', path: () => '/campaigns', open: async (page) => page.keyboard.press('Control+k') },
  { name: 'keys', path: () => '/campaigns', open: press('Keys and help') },
  { name: 'account-menu', path: () => '/campaigns', open: press(/^Account of/) },
  {
    name: 'cancel-campaign',
    path: ({ paused }) => `/campaigns/${paused}`,
    async open(page) {
      await page.getByRole('button', { name: /^More for/ }).click();
      await page.getByRole('menuitem', { name: /^Cancel/ }).click();
    },
  },
];

/** Goes there, and waits until nothing is on its way any more. */
export async function show(page: Page, screen: Screen, { url, world }: { url: string; world: World }): Promise<void> {
  await page.goto(`${url}${screen.path(world)}`);
  await settle(page);
  await screen.open?.(page);
  await settle(page);
}

async function settle(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor();
  await page.waitForFunction(() => document.querySelectorAll('.skeleton').length === 0, undefined, { timeout: 15_000 });
}
