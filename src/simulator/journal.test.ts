import { appendFile, copyFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { TestClock } from '#test/support/clock.ts';
import { PretendCaller } from '#test/support/pretend-caller.ts';
import { startReceiver } from '#test/support/receiver.ts';
import type { SettingsChange } from './settings.ts';
import { startSimulator } from './simulator.ts';
import type { SimulatorOptions } from './simulator.ts';

const start = new Date('2026-11-02T10:00:00Z');
const winner = '+12025550150';
const [second, hour] = [1000, 3_600_000];
const people = Array.from({ length: 40 }, (_, index) => `+1202555${1000 + index}`);

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'simulator-journal-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A world on that journal, and somebody who calls there; it begins so many milliseconds after the first one did. */
async function begin(journal: string, options: Omit<SimulatorOptions, 'clock'> & { after?: number } = {}) {
  const { after = 0, ...rest } = options;
  const clock = new TestClock(new Date(start.getTime() + after));
  const receiver = await startReceiver();
  const simulator = await startSimulator({ seed: 7, ...rest, journal, clock });
  const close = async () => {
    await simulator.close();
    await receiver.close();
  };
  onTestFinished(close);
  return Object.assign(new PretendCaller({ clock, receiver, log: simulator.log, url: simulator.url }), { close });
}

/** What the operating system has of a journal is all that a kill -9 leaves. */
async function asKilled(journal: string): Promise<string> {
  const left = join(await makeFolder(), 'left.jsonl');
  await copyFile(journal, left);
  return left;
}

async function newJournal(): Promise<string> {
  return join(await makeFolder(), 'journal.jsonl');
}

async function cancel(caller: PretendCaller, id: string): Promise<void> {
  expect((await caller.ask('POST', `/calls/${id}/cancel`)).status).toBe(200);
}

test('a world that was killed has every call again, just as it was', async () => {
  const journal = await newJournal();
  const before = await begin(journal);
  const ids: string[] = [];
  for (const to of people) ids.push(await before.place(to));
  await before.clock.advance(25 * second);
  await cancel(before, await before.place(winner));
  const after = await begin(await asKilled(journal), { after: 25 * second });
  expect(after.log()).toEqual(before.log());
  expect(new Set(after.log().map(({ disposition }) => disposition)).size).toBeGreaterThan(4);
  for (const id of ids) expect(await after.view(id)).toEqual(await before.view(id));
  for (const query of ['reference=reference-7', 'to=%2B12025550150'])
    expect(await after.askJson('GET', `/calls?${query}`)).toEqual(await before.askJson('GET', `/calls?${query}`));
});

test.each([
  ['friendly', 0],
  ['friendly', 3],
  ['friendly', 14],
  ['friendly', 70],
  ['hostile', 1],
  ['hostile', 20],
] as const)(
  'killed with %s settings after %i seconds, an hour later all is as it would have been',
  async (preset, age) => {
    const journal = await newJournal();
    const settings = { preset, announceQueued: age !== 3, disconnectBeforeEnd: age === 14 } as const;
    const undisturbed = await begin(journal, { settings });
    const place = async (to: string) => undisturbed.ask('POST', '/calls', undisturbed.order(to)).catch(() => {});
    for (const to of people) await place(to);
    await undisturbed.clock.advance(age * second);
    const waiting = undisturbed.log().filter(({ ended }) => ended === null);
    for (const { id } of waiting.slice(0, 5)) await cancel(undisturbed, id);
    const left = await asKilled(journal);
    await undisturbed.untilOver();
    const restarted = await begin(left, { settings, after: hour });
    expect(restarted.log()).toMatchObject(undisturbed.log().map(({ id, accepted }) => ({ id, accepted })));
    await restarted.untilOver();
    expect(restarted.log()).toEqual(undisturbed.log());
    expect(restarted.log().every(({ ended }) => ended !== null)).toBe(true);
  },
);

test('what should have happened meanwhile is told at once, in the words in which it would have been told', async () => {
  const journal = await newJournal();
  const undisturbed = await begin(journal);
  for (const to of people) await undisturbed.place(to);
  await undisturbed.clock.advance(10 * second);
  const left = await asKilled(journal);
  await undisturbed.untilOver();
  const told = new Map(undisturbed.webhooks.map((webhook) => [webhook.eventId, webhook]));
  const restarted = await begin(left, { after: hour });
  expect(restarted.log()).toEqual(undisturbed.log());
  const late = undisturbed.log().filter(({ ended }) => Date.parse(ended ?? '') > start.getTime() + 10 * second);
  const copies = () => undisturbed.webhooks.slice(told.size);
  const endings = () => copies().filter(({ status }) => status === 'ended');
  const endedNow = () => endings().map(({ callId }) => callId);
  await expect.poll(() => endedNow().toSorted(), { timeout: 20_000 }).toEqual(late.map(({ id }) => id).toSorted());
  for (const copy of copies()) expect(copy).toEqual(told.get(copy.eventId));
});

test('a call in progress goes on, and can still be hung up', async () => {
  const journal = await newJournal();
  const settings: SettingsChange = { setupSeconds: [1, 1], ringSeconds: [5, 5] };
  const before = await begin(journal, { settings });
  const [talking, spoken] = [await before.place(winner), await before.place(winner)];
  await before.clock.advance(7 * second);
  const after = await begin(await asKilled(journal), { settings, after: 8 * second });
  expect(await after.view(talking)).toMatchObject({ status: 'in_progress', answeredAt: '2026-11-02T10:00:06.000Z' });
  await cancel(after, talking);
  await after.untilOver();
  expect(await after.view(talking)).toMatchObject({ endedAt: '2026-11-02T10:00:08.000Z', goalMet: false });
  expect(await after.view(spoken)).toMatchObject({ status: 'ended', disposition: 'answered', goalMet: true });
});

test('a hang-up that was answered is not forgotten, whatever was planned', async () => {
  const journal = await newJournal();
  const before = await begin(journal, { settings: { disconnectBeforeEnd: true, endingLagSeconds: 9 } });
  const id = await before.place(winner);
  await before.clock.advance(30 * second);
  await cancel(before, id);
  const left = await asKilled(journal);
  const after = await begin(left, { after: 31 * second });
  expect(await after.view(id)).toMatchObject({ status: 'disconnected', endedAt: '2026-11-02T10:00:30.000Z' });
  await after.clock.advance(8 * second);
  expect(await after.view(id)).toMatchObject({ status: 'ended', endedAt: '2026-11-02T10:00:30.000Z' });
});

test('what was told to its end is not told again, what was given up neither', async () => {
  const journal = await newJournal();
  const before = await begin(journal);
  for (const to of [winner, '+12025550155', '+12025550156', '+12025550157']) await before.place(to);
  await before.untilOver();
  before.receiver.answerWith(503);
  await before.place(winner);
  await before.untilOver();
  await before.close();
  const { length } = (await readFile(journal, 'utf8')).split('\n');
  const after = await begin(journal, { after: 3 * hour });
  await after.untilOver();
  expect(after.webhooks).toEqual([]);
  expect((await readFile(journal, 'utf8')).split('\n')).toHaveLength(length);
});

test('another seed and other settings change nothing of a call that was accepted', async () => {
  const journal = await newJournal();
  const before = await begin(journal);
  for (const to of people) await before.place(to);
  const left = await asKilled(journal);
  await before.untilOver();
  const settings: SettingsChange = { preset: 'realistic', answerRate: 0, voicemailRate: 0, ringSeconds: [1, 1] };
  const after = await begin(left, { seed: 99, settings });
  await after.untilOver();
  expect(after.log()).toEqual(before.log());
});

test('the next calls to a number have the fates that they would have had without the restart', async () => {
  const [one, two] = [await newJournal(), await newJournal()];
  const undisturbed = await begin(one);
  const before = await begin(two);
  for (const caller of [undisturbed, before]) {
    for (const to of people) await caller.place(to);
    await caller.untilOver();
  }
  const restarted = await begin(await asKilled(two), { after: hour });
  for (const caller of [undisturbed, restarted]) {
    for (const to of people) await caller.place(to);
    await caller.untilOver();
  }
  const fates = (caller: PretendCaller) => caller.log().map((entry) => ({ ...entry, id: '', reference: '' }));
  expect(fates(restarted)).toEqual(fates(undisturbed));
});

test('settings that were put stay with the same start, and give way to another one', async () => {
  const journal = await newJournal();
  const settings = { goalRate: 0.9 };
  const before = await begin(journal, { settings });
  await before.ask('PUT', '/settings', { maxCallsAtOnce: 3, faults: { webhookLost: 0.2 } });
  const { body } = await before.askJson('GET', '/settings');
  await before.close();
  const same = await begin(journal, { settings });
  expect((await same.askJson('GET', '/settings')).body).toEqual(body);
  await same.close();
  const other = await begin(journal, { settings: { goalRate: 0.8 } });
  expect((await other.askJson('GET', '/settings')).body).toMatchObject({ goalRate: 0.8, maxCallsAtOnce: null });
});

test('lines that were taken stay taken', async () => {
  const journal = await newJournal();
  const settings = { maxCallsAtOnce: 1 };
  const before = await begin(journal, { settings });
  await before.place(winner);
  const after = await begin(await asKilled(journal), { settings });
  expect((await after.ask('POST', '/calls', after.order(people[0] ?? ''))).status).toBe(429);
  await after.untilOver();
  await after.place(people[0] ?? '');
});

test('a line that was torn by a kill is passed over, wherever it was torn, and the next one is whole', async () => {
  const journal = await newJournal();
  const before = await begin(journal);
  await before.place(people[0] ?? '');
  const { size: whole } = await stat(journal);
  await before.place(winner, { userData: { name: 'Zoë' } });
  const { size } = await stat(journal);
  for (let length = whole; length < size; length += 13) {
    const left = await asKilled(journal);
    await truncate(left, length);
    const torn = await begin(left);
    expect(torn.log()).toEqual(before.log().slice(0, 1));
    await torn.place(winner);
    await torn.close();
    const again = await begin(left);
    expect(again.log()).toEqual(torn.log());
    await again.close();
  }
});

test('a tail that was never filled is passed over', async () => {
  const journal = await newJournal();
  const before = await begin(journal);
  await before.place(winner);
  await before.close();
  await appendFile(journal, Buffer.alloc(9000));
  expect((await begin(journal)).log()).toEqual(before.log());
});

test.each([
  ['{"kind":"accepted","id":"sim_x_0"}', 'line 2'],
  ['{"kind":"told","id":"sim_x_9"}', 'sim_x_9 is not under way'],
  ['what?', 'move that file away'],
])('a line that makes no sense is refused with its number and what to do: %s', async (line, message) => {
  const journal = await newJournal();
  await writeFile(journal, `{"kind":"book","version":1,"name":"x"}\n${line}\n`);
  await expect(startSimulator({ journal })).rejects.toThrow(message);
});

test('only its owner may read it, for it holds keys', async () => {
  const journal = await newJournal();
  const caller = await begin(journal);
  await caller.place(winner);
  expect((await stat(journal)).mode & 0o777).toBe(0o600);
});
