import { expect } from 'vitest';
import { campaignShown } from './journey.ts';
import type { Journey } from './journey.ts';

const firstRun: Journey = {
  name: 'the sample file, from the list to its first ring',
  async walk({ hand, page, client }) {
    await hand.press('button', 'use a sample file');
    await page.getByText(/people ready · 2 duplicates merged · 3 need a fix/).waitFor();
    await hand.press('button', 'Start simulated campaign');
    const id = await campaignShown(page);
    await page
      .getByText(/ringing|talking/)
      .first()
      .waitFor();
    const { status, counts } = await client.campaigns.get({ id });
    expect({ status, total: counts.total }).toEqual({ status: 'running', total: 95 });
  },
};

const byFile: Journey = {
  name: 'a campaign made from a file',
  async walk({ hand, page, client, mark, nextPhone }) {
    const rows = ['Phone,Full name', ...['Ada', 'Grace', 'Alan'].map((name) => `${nextPhone()},${name}`)];
    const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) };
    await hand.press('link', 'New campaign');
    await hand.pick('Choose a file', file);
    await page.getByText('3 people in this campaign').waitFor();
    await hand.choose('Agent', /Demo agent/);
    await hand.fill(/^Goal, or next action/, 'Offer a tour');
    await hand.fill(/^Name of the campaign/, `Tour ${mark}`);
    await hand.press('radio', /Each person’s own zone/);
    await hand.press('radio', /Fixed gap/);
    await hand.fill('Gap in seconds', '20');
    // The form begins as the last campaign did, which may have had it.
    const isAllDay = await page.getByRole('checkbox', { name: 'The whole day' }).isChecked();
    if (!isAllDay) await hand.press('checkbox', 'The whole day');
    await hand.press('button', 'Start campaign');
    const id = await campaignShown(page);
    await page.getByRole('heading', { level: 1, name: `Tour ${mark}` }).waitFor();
    const { counts, ...made } = await client.campaigns.get({ id });
    expect(counts.total).toBe(3);
    expect(made).toMatchObject({ status: 'running', nextAction: 'Offer a tour', clock: 'contact', allDay: true });
    expect(made.pace).toEqual({ mode: 'interval', gapSeconds: 20 });
  },
};

const byBulkCall: Journey = {
  name: 'a bulk call to people who were selected in the contact book',
  async walk({ hand, page, client, mark, nextPhone }) {
    for (const name of ['Ida', 'Ned', 'Una'])
      await client.contacts.create({ phone: nextPhone(), name: `Bulk ${mark} ${name}` });
    await hand.goTo('Contacts');
    await hand.fill('Search contacts by name, number, e-mail or company', `Bulk ${mark}`);
    await page.getByRole('grid', { name: 'Contacts' }).and(page.locator('[aria-rowcount="4"]')).waitFor();
    await hand.press('checkbox', 'Select row 1');
    await hand.press('checkbox', 'Select row 3');
    await page.getByText('2 selected').waitFor();
    await hand.press('button', 'Bulk call');
    await page.getByText(/Calls will be distributed evenly within the time window. Your limit: 2 calls/).waitFor();
    await hand.press('radio', 'As fast as limits allow');
    await hand.press('button', 'Call 2 people');
    const id = await campaignShown(page);
    const people = await client.campaigns.contacts({ id });
    expect(people.data).toHaveLength(2);
    expect((await client.campaigns.get({ id })).status).toBe('running');
  },
};

export const making: readonly Journey[] = [firstRun, byFile, byBulkCall];
