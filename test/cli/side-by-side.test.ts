import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { lastJson, makePlace } from './carillon.ts';
import type { Place } from './carillon.ts';
import { peopleCalls, writePeople } from './people.ts';

let here: Place;
let there: Place;
let file: string;

beforeAll(async () => {
  [here, there] = await Promise.all([makePlace(), makePlace()]);
  file = await writePeople(here.folder);
  await Promise.all([here, there].map((place) => place.run(['start', '--no-open']).says(/is ready/)));
}, 90_000);

afterAll(() => Promise.all([here.remove(), there.remove()]), 60_000);

const LogEntry = z.object({
  to: z.string(),
  accepted: z.iso.datetime(),
  ended: z.iso.datetime(),
  disposition: z.string(),
});
type LogEntry = z.infer<typeof LogEntry>;

async function readLog(place: Place): Promise<LogEntry[]> {
  const { simulatorUrl } = await place.server();
  const text = await (await fetch(`${simulatorUrl}/log`)).text();
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => LogEntry.parse(JSON.parse(line)));
}

/** The most calls at once; one that ends as another begins makes room for it. */
function mostAtOnce(log: LogEntry[]): number {
  const steps = log.flatMap(({ accepted, ended }) => [
    { at: accepted, by: 1 },
    { at: ended, by: -1 },
  ]);
  let [now, most] = [0, 0];
  for (const { by } of steps.toSorted((a, b) => a.at.localeCompare(b.at) || a.by - b.by)) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}

test('two installations on one machine know nothing of each other', async () => {
  const addresses = await Promise.all([here.server(), there.server()]);
  expect(new Set(addresses.flatMap(({ url, simulatorUrl }) => [url, simulatorUrl])).size).toBe(4);
  const options = [
    '--country',
    'US',
    '--all-day',
    '--retries',
    '1',
    '--limit',
    '4',
    '--simulate-speed',
    '120',
    '--json',
  ];
  const ran = await here.run(['run', file, ...options]).ended;
  expect({ code: ran.code, stderr: ran.stderr }).toMatchObject({ code: 0 });
  expect(lastJson(ran)).toMatchObject({ status: 'completed', stats: { calls: peopleCalls } });
  const elsewhere = await there.run(['campaigns', 'list', '--json']).ended;
  expect(lastJson(elsewhere)).toMatchObject({ data: [] });

  const log = await readLog(here);
  expect(Object.groupBy(log, ({ disposition }) => disposition)).toMatchObject({
    answered: { length: peopleCalls.answered },
    voicemail: { length: peopleCalls.voicemail },
    no_answer: { length: peopleCalls.noAnswer },
    busy: { length: peopleCalls.busy },
    failed: { length: peopleCalls.failed },
  });
  expect(mostAtOnce(log)).toBeLessThanOrEqual(4);
  expect(await readLog(there)).toEqual([]);
}, 120_000);

test('Ctrl-C in a command that found Carillon running leaves Carillon and the campaign running', async () => {
  const run = there.run(['run', file, '--country', 'US', '--all-day', '--simulate-speed', '1']);
  await run.says(/of 17 done/);
  run.interrupt();
  const { code, stderr } = await run.ended;
  expect(code).toBe(130);
  expect(stderr).toMatch(/The campaign goes on without this command/);
  const [, id = ''] = /campaigns watch (\S+)/.exec(stderr) ?? [];
  expect(lastJson(await there.run(['campaigns', 'show', id, '--json']).ended)).toMatchObject({ status: 'running' });

  const paused = await there.run(['campaigns', 'pause', id, '--json']).ended;
  expect(lastJson(paused)).toMatchObject({ status: 'paused' });
  const cancelled = await there.run(['campaigns', 'cancel', id, '--hang-up']).ended;
  expect(cancelled.stdout).toMatch(/^people: cancelled/);
  const resumed = await there.run(['campaigns', 'resume', id]).ended;
  expect({ code: resumed.code, stdout: resumed.stdout }).toEqual({ code: 4, stdout: '' });
}, 90_000);

test('a second start in the same folder is refused and names the one that runs', async () => {
  const { url } = await here.server();
  const { code, stderr } = await here.run(['start']).ended;
  expect(code).not.toBe(0);
  expect(stderr).toContain(url);
}, 30_000);
