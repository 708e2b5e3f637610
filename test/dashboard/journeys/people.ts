import { expect } from 'vitest';
import { fileOf } from '../support/people-file.ts';
import { focusedName } from './journey.ts';
import type { Journey } from './journey.ts';

const mendImport: Journey = {
  name: 'rows of an import that are mended where they stand',
  async walk({ hand, page, client, mark, nextPhone }) {
    const [good, first, second] = [nextPhone(), nextPhone(), nextPhone()];
    const rows = [`Mobile No.,Full Name`, `${good},Good ${mark}`, `202-555,Short ${mark}`, `ask me,Words ${mark}`];
    const more = Array.from({ length: 12 }, (_, place) => `${nextPhone()},Other ${place} ${mark}`);
    const file = { name: 'leads.csv', mimeType: 'text/csv', buffer: Buffer.from([...rows, ...more].join('\n')) };
    await hand.goTo('Contacts');
    await hand.press('link', 'Import');
    await hand.pick('Choose a file', file);
    await page.waitForURL(/\/imports\/[0-9a-f-]{36}/);
    await page.getByText('13 people ready · 2 need a fix').waitFor();
    await hand.fill('Mobile No., row 3', first);
    await page.keyboard.press('Enter');
    await page.getByText('14 people ready · 1 needs a fix').waitFor();
    await hand.fill('Mobile No., row 4', second);
    await page.keyboard.press('Enter');
    await page.getByText('15 people ready').first().waitFor();
    await hand.press('radio', 'Only add them to the contact book');
    await hand.press('button', 'Import 15 people');
    await page.getByText('Imported 15').waitFor();
    const { data } = await client.contacts.list({ q: `Short ${mark}` });
    expect(data.map(({ phone }) => phone)).toEqual([first]);
  },
};

const findCall: Journey = {
  name: "a person's call that is found, and what was said in it",
  async walk({ hand, page, client, mark, winner }) {
    const name = `Ada ${mark}`;
    const [agent] = (await client.agents.list()).data;
    const { campaignId: id } = await client.campaigns.upload({
      ...{ file: fileOf(['phone,name', `${winner},${name}`]), name: `Found ${mark}`, agentId: agent?.id ?? '' },
      ...{ allDay: true, start: true },
    });
    await client.sandbox.setClock({ speed: 60 });
    const ended = async () => (await client.campaigns.get({ id })).status;
    await expect.poll(ended, { timeout: 60_000, interval: 200 }).toBe('completed');
    await hand.goTo('Calls');
    await hand.fill('Search calls by name or number', name);
    await page.locator('[aria-rowcount="2"]').waitFor();
    await hand.press('row', new RegExp(name));
    const drawer = page.getByRole('dialog');
    await drawer.getByText('Transcript').first().waitFor();
    const [call] = (await client.campaigns.calls({ id })).data;
    const { transcript } = await client.calls.get({ id: call?.id ?? '' });
    const lines = (transcript ?? '').split('\n');
    for (const line of lines)
      await drawer
        .getByText(line.replace(/^\w+: /, ''), { exact: true })
        .first()
        .waitFor();
    await hand.fill('Search in the transcript', 'thank');
    await drawer.getByText(`of ${lines.length} lines`).waitFor();
    await hand.close();
    await drawer.waitFor({ state: 'detached' });
    await expect.poll(() => focusedName(page)).toContain(name);
  },
};

export const people: readonly Journey[] = [mendImport, findCall];
