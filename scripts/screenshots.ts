import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { openBrowser, visit } from '#test/dashboard/support/browser.ts';
import type { Look } from '#test/dashboard/support/browser.ts';
import { Installation } from '#test/dashboard/support/installation.ts';
import { looks, nameOf } from '#test/dashboard/support/looks.ts';
import { dialogs, entrances, screens, show } from '#test/dashboard/support/screens.ts';
import type { Screen } from '#test/dashboard/support/screens.ts';
import { emptyWorld, makeWorld } from '#test/dashboard/support/world.ts';
import type { World } from '#test/dashboard/support/world.ts';

/** Takes a picture of every screen in each look, of Carillon as `npm start` starts it, while its clock stands still. */

const folder = fileURLToPath(new URL('../docs/screenshots', import.meta.url));
const [only = ''] = process.argv.slice(2);

type Set = { state: string; title: string; screens: readonly Screen[]; isSignedOut?: boolean };

const full: readonly Set[] = [
  { state: '', title: 'Screens', screens },
  { state: '', title: 'What opens over them', screens: dialogs },
  { state: '', title: 'At the door', screens: entrances, isSignedOut: true },
];
const emptyOnes = ['campaigns', 'queue', 'calls', 'contacts', 'agents', 'never-call'];
const empty: readonly Set[] = [
  { state: 'empty', title: 'With nothing in it', screens: screens.filter(({ name }) => emptyOnes.includes(name)) },
];

function fileOf({ state }: Set, { name }: Screen, look: Look): string {
  return `${state === '' ? name : `${name}-${state}`}-${nameOf(look)}.webp`;
}

async function takeAll(installation: Installation, world: World, sets: readonly Set[]): Promise<void> {
  const browser = await openBrowser();
  const { url } = installation;
  const first = await visit(browser, installation.link);
  await first.page.waitForURL('**/campaigns');
  const storageState = await first.context.storageState();
  const takeIn = async (look: Look) => {
    for (const set of sets) {
      const { context, page } = await visit(browser, url, look, set.isSignedOut ? undefined : storageState);
      for (const screen of set.screens.filter(({ name }) => new RegExp(only).test(name))) {
        await show(page, screen, { url, world });
        await writeFile(join(folder, fileOf(set, screen, look)), await picture(page));
      }
      await context.close();
    }
  };
  await Promise.all(looks.map(takeIn));
  await browser.close();
}

/** What is in sight as WebP, which is a tenth of PNG. */
async function picture(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  await page.mouse.move(0, 0);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 60 });
  await session.detach();
  return Buffer.from(data, 'base64');
}

function index(): string {
  const parts = [...full, ...empty].flatMap((set) => [
    '',
    `## ${set.title}`,
    '',
    `| | ${looks.map(({ theme, width }) => `${theme}, ${width} px`).join(' | ')} |`,
    `|---|${looks.map(() => '---').join('|')}|`,
    ...set.screens.map(
      (screen) =>
        `| ${screen.name.replaceAll('-', ' ')} | ${looks.map((look) => `[see](${fileOf(set, screen, look)})`).join(' | ')} |`,
    ),
  ]);
  return ['# Every screen', '', '`npm run screenshots` takes these pictures anew.', ...parts, ''].join('\n');
}

async function withInstallation(
  env: Record<string, string>,
  run: (made: Installation) => Promise<void>,
): Promise<void> {
  const installation = await Installation.start(env);
  try {
    await run(installation);
  } finally {
    await installation.stop();
  }
}

await mkdir(folder, { recursive: true });
if (only === '') for (const name of await readdir(folder)) if (name.endsWith('.webp')) await rm(join(folder, name));
await withInstallation({ TZ: 'America/New_York' }, async (made) => takeAll(made, await makeWorld(made, 40), full));
await withInstallation({ CARILLON_SAMPLES: 'off' }, async (made) => takeAll(made, emptyWorld, empty));
await writeFile(join(folder, 'README.md'), index());
