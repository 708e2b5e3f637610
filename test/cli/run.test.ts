import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastJson, makePlace } from './carillon.ts';
import type { Ended, Place } from './carillon.ts';
import { peopleCalls, peopleEndings, writePeople } from './people.ts';

let place: Place;
let file: string;
let first: Ended;

beforeAll(async () => {
  place = await makePlace();
  file = await writePeople(place.folder);
  const options = ['--country', 'US', '--all-day', '--retries', '1', '--limit', '5', '--simulate-speed', '300'];
  first = await place.run(['run', file, ...options, '--errors', join(place.folder, 'errors.csv'), '--json']).ended;
}, 120_000);

afterAll(() => place.remove(), 60_000);

async function command(...args: string[]): Promise<Ended> {
  return place.run(args).ended;
}

test('a file of 20 is imported, everybody in it is called, and the counts are those of the campaign', () => {
  expect({ code: first.code, stderr: first.stderr }).toMatchObject({ code: 0 });
  expect(lastJson(first)).toMatchObject({
    status: 'completed',
    import: { imported: 17, updated: 0, skipped: 1, failed: 2 },
    stats: { total: 17, finished: 17, progress: 100, successRate: 81, ...peopleEndings, calls: peopleCalls },
  });
});

test('with --json stdout holds one JSON object with exactly the documented fields', () => {
  expect(first.stdout.trimEnd().split('\n')).toHaveLength(1);
  expect(Object.keys(Object(lastJson(first)))).toEqual(['campaignId', 'status', 'import', 'stats']);
});

test('messages tell how the file was read, what was raised, and how far it is', () => {
  expect(first.stderr).toContain('Imported 17, skipped 1 (duplicate), failed 2 (invalid phone).');
  expect(first.stderr).toMatch(/row 20: /);
  expect(first.stderr).toContain("Raised the workspace's limit from 2 to 5 calls at once, to match --limit.");
  expect(first.stderr).toMatch(/Its clock shows \w+ \d+ \w+ 10:00 and runs 300 times as fast/);
  expect(first.stderr).toMatch(/^17 of 17 done · 0 calls now · success 81 % \(13 of 16\)/m);
});

test('--errors saves the rows that brought nobody, with their reasons', async () => {
  const rows = (await readFile(join(place.folder, 'errors.csv'), 'utf8')).trim().split(/\r?\n/);
  expect(rows).toHaveLength(4);
  expect(rows[0]).toMatch(/Name,Phone,.*code/i);
});

test('a later command starts the installation again, and all data are there', async () => {
  const { campaignId } = Object(lastJson(first)) as { campaignId: string };
  const shown = await command('campaigns', 'show', campaignId.slice(0, 6), '--json');
  expect(lastJson(shown)).toMatchObject({ id: campaignId, name: 'people', status: 'completed' });
  const calls = await command('calls', '--campaign', campaignId.slice(0, 6), '--disposition', 'busy');
  expect(calls.stdout.trimEnd().split('\n').slice(1)).toHaveLength(peopleCalls.busy);
});

test('the same file again updates its people, and a new campaign calls them again', async () => {
  const options = ['--country', 'US', '--all-day', '--retries', '0', '--limit', '9', '--simulate-speed', '300'];
  const second = await command('run', file, '--name', 'Again', ...options);
  expect({ code: second.code, stderr: second.stderr }).toMatchObject({ code: 0 });
  expect(second.stderr).toContain('Imported 0, updated 17');
  expect(second.stdout).toMatch(/^Again: completed\nPeople +17: talked with 13, voicemail 1, failed 3\nCalls +17: /);
  const list = await command('campaigns', 'list', '--json');
  expect(lastJson(list)).toMatchObject({ data: [{ name: 'Again' }, { name: 'people' }], page: { hasMore: false } });
}, 90_000);
