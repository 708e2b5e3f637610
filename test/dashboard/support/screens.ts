import type { Page } from '@playwright/test';
import { untilQuiet } from './quiet.ts';
import type { World } from './world.ts';

export type Screen = {
  name: string;
  path: (world: World) => string;
  /** Opens what the screen is about beyond its address: a dialog, a menu. */
  open?: (page: Page) => Promise<void>;
};

const press = (name: string | RegExp) => async (page: Page) => page.getByRole('button', { name }).first().click();

const choose = (menu: RegExp, entry: RegExp) => async (page: Page) => {
  await press(menu)(page);
  await page.getByRole('menuitem', { name: entry }).click();
};

/** Every address that the dashboard has. */
export const screens: readonly Screen[] = [
  { name: 'campaigns', path: () => '/campaigns' },
  { name: 'campaigns-scheduled', path: () => '/campaigns?tab=scheduled' },
  { name: 'campaigns-completed', path: () => '/campaigns?tab=completed' },
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
  { name: 'developers-events', path: () => '/developers?tab=events' },
  { name: 'developers-docs', path: () => '/developers?tab=docs' },
  { name: 'developers-cli', path: () => '/developers?tab=cli' },
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
  { name: 'clock-menu', path: () => '/campaigns', open: press('Jump to…') },
  { name: 'campaign-menu', path: ({ paused }) => `/campaigns/${paused}`, open: press(/^More for/) },
  { name: 'cancel-campaign', path: ({ paused }) => `/campaigns/${paused}`, open: choose(/^More for/, /^Cancel/) },
  { name: 'delete-campaign', path: ({ completed }) => `/campaigns/${completed}`, open: choose(/^More for/, /^Delete/) },
  { name: 'call-again', path: ({ completed }) => `/campaigns/${completed}`, open: choose(/^More for/, /^Call again/) },
  { name: 'add-contact', path: () => '/contacts', open: press('Add one') },
  { name: 'bulk-call', path: () => '/contacts', open: withChosen('Bulk call') },
  { name: 'tag-contacts', path: () => '/contacts', open: withChosen('Tag') },
  { name: 'delete-contacts', path: () => '/contacts', open: withChosen('Delete') },
  { name: 'new-agent', path: () => '/agents', open: press('New agent') },
  { name: 'edit-agent', path: () => '/agents', open: press('Edit') },
  { name: 'test-call', path: () => '/agents', open: press('Test call') },
  { name: 'delete-agent', path: () => '/agents', open: choose(/^More for/, /^Delete/) },
  { name: 'add-numbers', path: () => '/suppressions', open: press(/^Add/) },
  { name: 'upload-numbers', path: () => '/suppressions', open: press(/^Upload/) },
  { name: 'pick-provider', path: () => '/settings', open: press('Add a provider') },
  {
    name: 'leave-sandbox',
    path: () => '/settings',
    async open(page) {
      await press('Add a provider')(page);
      await press(/^Twilio/)(page);
    },
  },
  {
    name: 'connect-provider',
    path: () => '/settings',
    async open(page) {
      await press('Add a provider')(page);
      await press(/^Twilio/)(page);
      await press('Connect Twilio')(page);
    },
  },
  { name: 'invite', path: () => '/settings', open: press('Invite somebody') },
  {
    name: 'invitation',
    path: () => '/settings',
    async open(page) {
      await press('Invite somebody')(page);
      await press('Make the link')(page);
      await page.getByText(/join#/).waitFor();
    },
  },
  { name: 'new-key', path: () => '/developers', open: press(/^New (API )?key/) },
  {
    name: 'key-shown',
    path: () => '/developers',
    async open(page) {
      await press(/^New (API )?key/)(page);
      await page.getByLabel('Name').fill('CRM');
      await press('Make key')(page);
      await page.getByRole('button', { name: 'Make key' }).waitFor({ state: 'detached' });
    },
  },
];

/** What somebody sees who is not signed in. */
export const entrances: readonly Screen[] = [
  { name: 'sign-in', path: () => '/sign-in' },
  { name: 'sign-up', path: () => '/sign-up' },
  { name: 'join', path: ({ invitation }) => `/join#${invitation}` },
  { name: 'join-too-late', path: () => '/join' },
];

function withChosen(verb: string) {
  return async (page: Page) => {
    const boxes = page.getByRole('grid').getByRole('checkbox');
    for (const nth of [1, 2, 3]) await boxes.nth(nth).click();
    await page.getByRole('region', { name: 'Selected contacts' }).getByRole('button', { name: verb }).click();
  };
}

type Place = { url: string; world: World };

/** Loads a screen anew, and waits until nothing is on its way any more. */
export async function show(page: Page, screen: Screen, { url, world }: Place): Promise<void> {
  await page.goto(`${url}${screen.path(world)}`, { waitUntil: 'domcontentloaded' });
  await open(page, screen);
}

/** Goes to a screen from where the page is, as its own links do; one that is elsewhere loads it. */
export async function goTo(page: Page, screen: Screen, { url, world }: Place): Promise<void> {
  if (!page.url().startsWith(url)) return show(page, screen, { url, world });
  await page.evaluate((path) => history.pushState(null, '', path), screen.path(world));
  await open(page, screen);
}

async function open(page: Page, screen: Screen): Promise<void> {
  await untilQuiet(page);
  if (screen.open === undefined) return;
  await screen.open(page);
  await page.locator('[role=dialog], [role=alertdialog], [role=menu]').first().waitFor();
  await untilQuiet(page);
}
