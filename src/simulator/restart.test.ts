import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import * as z from 'zod';
import { key, PretendCaller, startPretendCaller } from '#test/support/pretend-caller.ts';
import { TestClock } from '#test/support/clock.ts';
import { startReceiver } from '#test/support/receiver.ts';
import type { LogEntry } from './call.ts';
import type { SettingsChange } from './settings.ts';

const program = new URL('./main.ts', import.meta.url).pathname;
const patience = { timeout: 20_000 };
const Accepted = z.object({ id: z.string() });
const people = Array.from({ length: 40 }, (_, index) => `+1202555${1000 + index}`);
const settings: SettingsChange = { setupSeconds: [0, 20], ringSeconds: [5, 60], talkSeconds: { mean: 60, sigma: 0.6 } };

/** The arguments of one world, the same at each of its starts. */
async function describeWorld(speed: number): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'simulator-restart-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const at = ['--virtual-at', '2026-11-02T10:00:00Z', '--real-at', new Date().toISOString(), '--speed', `${speed}`];
  return [...at, '--seed', '7', '--settings', JSON.stringify(settings), '--journal', join(folder, 'journal.jsonl')];
}

async function run(args: string[]) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const kill = async () => {
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await once(child, 'exit');
  };
  onTestFinished(kill);
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  const [url = ''] = /http\S+/.exec(line) ?? [];
  const log = async (): Promise<LogEntry[]> => {
    const text = await (await fetch(`${url}/log`)).text();
    return text.trim() === '' ? [] : JSON.parse(`[${text.trim().replaceAll('\n', ',')}]`);
  };
  return { url, kill, log };
}

async function callAt(url: string): Promise<PretendCaller> {
  const receiver = await startReceiver();
  onTestFinished(receiver.close);
  return new PretendCaller({ clock: new TestClock(new Date(0)), receiver, log: () => [], url });
}

/** How long everything took and how it ended, by number. */
function courses(log: LogEntry[]): Map<string, unknown> {
  const after = (from: string, to: string | null) => to && Date.parse(to) - Date.parse(from);
  return new Map(
    log.map(({ to, accepted, rang, answered, ended, disposition }) => [
      to,
      { rang: after(accepted, rang), answered: after(accepted, answered), ended: after(accepted, ended), disposition },
    ]),
  );
}

test('after a kill -9 in the middle every call ends as it would have, at the very instants, and tells so', async () => {
  const args = await describeWorld(60);
  const first = await run(args);
  const caller = await callAt(first.url);
  for (const to of people) await caller.place(to);
  await expect
    .poll(async () => (await first.log()).filter(({ ended }) => ended !== null).length, patience)
    .toBeGreaterThan(8);
  const before = await first.log();
  await first.kill();
  expect(before.some(({ ended }) => ended === null)).toBe(true);

  const restarted = await run(args);
  expect(await restarted.log()).toMatchObject(before.map((entry) => withoutNulls(entry)));
  await expect.poll(async () => (await restarted.log()).every(({ ended }) => ended !== null), patience).toBe(true);

  const undisturbed = await startPretendCaller(settings, 7);
  for (const to of people) await undisturbed.place(to);
  await undisturbed.untilOver();
  expect(courses(await restarted.log())).toEqual(courses(undisturbed.log()));
  const told = () => new Set(caller.webhooks.filter(({ status }) => status === 'ended').map(({ to }) => to));
  await expect.poll(told, patience).toEqual(new Set(people));
});

test('an accepted call is never forgotten by a kill -9, however busy the simulator was', async () => {
  const args = await describeWorld(1);
  const first = await run(args);
  const accepted: string[] = [];
  const place = async (index: number) => {
    const order = { reference: `r${index}`, to: people[index % 40], callbackUrl: 'http://127.0.0.1:9/' };
    const body = JSON.stringify({ ...order, ringSecondsMax: 30, talkSecondsMax: 600 });
    const response = await fetch(`${first.url}/calls`, {
      ...{ method: 'POST', body },
      headers: { authorization: `Bearer ${key}` },
    });
    if (response.status === 201) accepted.push(Accepted.parse(await response.json()).id);
    if (accepted.length === 100) await first.kill();
  };
  await Promise.allSettled(Array.from({ length: 400 }, (_, index) => place(index)));
  expect(accepted.length).toBeGreaterThanOrEqual(100);
  const restarted = await run(args);
  const known = new Set((await restarted.log()).map(({ id }) => id));
  expect(accepted.filter((id) => !known.has(id))).toEqual([]);
});

function withoutNulls(entry: LogEntry): Partial<LogEntry> {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== null));
}
