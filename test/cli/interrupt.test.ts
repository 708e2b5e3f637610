import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastJson, makePlace } from './carillon.ts';
import type { Place } from './carillon.ts';
import { writePeople } from './people.ts';

let place: Place;
let file: string;

beforeAll(async () => {
  place = await makePlace();
  file = await writePeople(place.folder);
});

afterAll(() => place.remove(), 60_000);

const options = ['--country', 'US', '--all-day', '--retries', '0', '--limit', '2', '--json'];

test('Ctrl-C during a run that started Carillon leaves people waiting, and watching goes on to the last call', async () => {
  const run = place.run(['run', file, ...options, '--simulate-speed', '120']);
  await run.says(/[1-9] calls? now/);
  run.interrupt();
  const interrupted = await run.ended;
  expect({ code: interrupted.code, stderr: interrupted.stderr }).toMatchObject({ code: 130 });
  expect(interrupted.stderr).toMatch(
    /\d+ people wait in .* until it runs again\. To go on: carillon campaigns watch \S+/,
  );
  expect(lastJson(interrupted)).toMatchObject({ status: 'running', stats: { total: 17 } });
  await expect(place.server()).rejects.toThrow('ENOENT');

  const [, id = ''] = /campaigns watch (\S+)/.exec(interrupted.stderr) ?? [];
  const watched = await place.run(['campaigns', 'watch', id, '--json']).ended;
  expect({ code: watched.code, stderr: watched.stderr }).toMatchObject({ code: 0 });
  expect(lastJson(watched)).toMatchObject({
    status: 'completed',
    stats: { total: 17, finished: 17, calls: { placed: 17 } },
  });
}, 150_000);

test('Ctrl-C before anybody is called leaves no campaign behind', async () => {
  const run = place.run(['run', file, '--name', 'Early', ...options]);
  await run.says(/Importing/);
  run.interrupt();
  expect((await run.ended).code).toBe(130);
  const list = await place.run(['campaigns', 'list', '--search', 'Early', '--status', 'draft', '--json']).ended;
  expect(lastJson(list)).toMatchObject({ data: [] });
}, 60_000);
