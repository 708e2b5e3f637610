import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What a page does that keeps somebody out, in sentences; empty when nobody is. */
export async function barriers(page: Page): Promise<string[]> {
  const menus = await page.locator('[role=menu]').count();
  const axe = new AxeBuilder({ page }).setLegacyMode(true).withTags(tags).exclude('[data-base-ui-focus-guard]');
  // A menu hangs beside the page, in no landmark.
  return sentences(await (menus > 0 ? axe.disableRules(['region']) : axe).analyze());
}

/** Of one page in another theme: its colours are all that differs. */
export async function paleness(page: Page): Promise<string[]> {
  return sentences(await new AxeBuilder({ page }).setLegacyMode(true).withRules(['color-contrast']).analyze());
}

function sentences({ violations }: Awaited<ReturnType<AxeBuilder['analyze']>>): string[] {
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary?.split('\n')[1]?.trim()}`,
    ),
  );
}
