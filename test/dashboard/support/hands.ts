import type { Locator, Page } from '@playwright/test';

export type Role = Parameters<Page['getByRole']>[0];
export type Name = string | RegExp;

/** What a person does with a page, by whatever means: things are named as they are seen or heard, never as they are built. */
export type Hand = {
  /** Presses a button, a link, a tab, a box to tick, an entry of a menu, a row of a table. */
  press: (role: Role, name: Name) => Promise<void>;
  /** Puts a text into a field, instead of what is in it. */
  fill: (label: Name, text: string) => Promise<void>;
  /** Takes one of what a list that drops down offers. */
  choose: (label: Name, option: Name) => Promise<void>;
  /** Presses the button that asks for a file, and gives one. */
  pick: (button: Name, file: File) => Promise<void>;
  /** Goes to a place of the sidebar. */
  goTo: (place: Place) => Promise<void>;
  /** Closes what is open over the page. */
  close: () => Promise<void>;
};

type File = { name: string; mimeType: string; buffer: Buffer };
export type Place = keyof typeof keysOf;

const keysOf = { 'Call campaigns': 'g c', Queue: 'g q', Calls: 'g a', Contacts: 'g o', Admin: 'g m' };

/** By pointing and pressing; it types only into fields. */
export class Mouse implements Hand {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async press(role: Role, name: Name): Promise<void> {
    await named(this.#page, role, name).click();
  }

  async fill(label: Name, text: string): Promise<void> {
    await field(this.#page, label).click();
    await field(this.#page, label).fill(text);
  }

  async choose(label: Name, option: Name): Promise<void> {
    await this.press('combobox', label);
    await this.press('option', option);
  }

  async pick(button: Name, file: File): Promise<void> {
    await answerChooser(this.#page, file, () => this.press('button', button));
  }

  async goTo(place: Place): Promise<void> {
    await this.#page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: place }).click();
    await this.#page.getByRole('heading', { level: 1, name: place }).waitFor();
  }

  async close(): Promise<void> {
    await this.press('button', 'Close');
  }
}

/** So many presses of Tab are patience enough to get to anything on a page. */
const mostTabs = 150;
/** Things of which Tab reaches one, and arrows the others. */
const reachedByArrows: ReadonlySet<Role> = new Set<Role>(['menuitem', 'option', 'row', 'radio']);
const ticked: ReadonlySet<Role> = new Set<Role>(['checkbox', 'radio', 'switch']);

/** By keys alone: Tab until a thing has the focus, arrows where a group is one stop, then Enter, Space or letters. */
export class Keyboard implements Hand {
  readonly #page: Page;
  /** What had the focus without showing it. */
  readonly unseen: string[] = [];

  constructor(page: Page) {
    this.#page = page;
  }

  async press(role: Role, name: Name): Promise<void> {
    const goal = named(this.#page, role, name);
    await this.#reach(goal, reachedByArrows.has(role));
    await this.#page.keyboard.press(ticked.has(role) ? 'Space' : 'Enter');
  }

  async fill(label: Name, text: string): Promise<void> {
    await this.#reach(field(this.#page, label), false);
    await this.#page.keyboard.press('ControlOrMeta+a');
    await this.#page.keyboard.type(text);
  }

  async choose(label: Name, option: Name): Promise<void> {
    await this.#reach(named(this.#page, 'combobox', label), false);
    await this.#page.keyboard.press('ArrowDown');
    await this.press('option', option);
  }

  async pick(button: Name, file: File): Promise<void> {
    await answerChooser(this.#page, file, () => this.press('button', button));
  }

  async goTo(place: Place): Promise<void> {
    for (const key of keysOf[place].split(' ')) await this.#page.keyboard.press(key);
    await this.#page.getByRole('heading', { level: 1, name: place }).waitFor();
  }

  async close(): Promise<void> {
    await this.#page.keyboard.press('Escape');
  }

  async #reach(goal: Locator, byArrows: boolean): Promise<void> {
    await goal.waitFor();
    for (let presses = 0; presses < mostTabs; presses += 1) {
      const { isThere, isBeside, looks } = await goal.evaluate(standingOf);
      if (looks !== null && !this.unseen.includes(looks)) this.unseen.push(looks);
      if (isThere) return;
      await this.#page.keyboard.press(byArrows && isBeside ? 'ArrowDown' : 'Tab');
    }
    throw new Error(`${mostTabs} presses of Tab do not lead to ${goal.toString()}`);
  }
}

function named(page: Page, role: Role, name: Name): Locator {
  return page.getByRole(role, { name, exact: typeof name === 'string' }).first();
}

function field(page: Page, label: Name): Locator {
  return page.getByLabel(label, { exact: typeof label === 'string' }).first();
}

async function answerChooser(page: Page, file: File, ask: () => Promise<void>): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), ask()]);
  await chooser.setFiles(file);
}

/**
 * Whether an element has the focus, or something of the group that it is one of; and what has it without showing it. It
 * runs in the page: everything it needs is in it.
 */
function standingOf(goal: Element): { isThere: boolean; isBeside: boolean; looks: string | null } {
  const focused = document.activeElement ?? document.body;
  const group = goal.closest('[role=menu], [role=listbox], [role=radiogroup], tbody');
  const isBeside = group?.contains(focused) === true || focused.getAttribute('aria-controls') === group?.id;
  const active = focused.getAttribute('aria-activedescendant');
  const isThere = focused === goal || (active !== null && active === goal.id);
  const { outlineStyle, outlineWidth } = getComputedStyle(focused);
  const isSeen = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2;
  // What a layer is, or holds, shows where one is by another colour or by being the only thing there.
  // So does a player, on the knob inside it that only the browser sees.
  const isLayer =
    focused.closest('[role=menu], [role=listbox]') !== null || focused.matches('[role=dialog], body, main, audio');
  const name = `${focused.tagName.toLowerCase()} ${focused.getAttribute('aria-label') ?? focused.textContent.slice(0, 40)}`;
  return { isThere, isBeside, looks: isSeen || isLayer ? null : name };
}
