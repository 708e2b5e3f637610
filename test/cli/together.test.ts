import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastJson, makePlace } from './carillon.ts';
import type { Place } from './carillon.ts';
import { writePeople } from './people.ts';

let place: Place;

beforeAll(async () => {
  place = await makePlace();
});

afterAll(() => place.remove(), 60_000);

test('of two runs at once one starts Carillon for both, and the other takes over when that one is done', async () => {
  const file = await writePeople(place.folder);
  const options = ['--country', 'US', '--all-day', '--retries', '0', '--json'];
  const runs = [
    place.run(['run', file, ...options, '--limit', '9', '--simulate-speed', '120']),
    place.run(['run', file, ...options, '--limit', '1', '--simulate-speed', '120']),
  ];
  for (const { code, stdout, stderr } of await Promise.all(runs.map(({ ended }) => ended))) {
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(lastJson({ code, stdout, stderr })).toMatchObject({
      status: 'completed',
      stats: { total: 17, finished: 17 },
    });
  }
}, 150_000);
