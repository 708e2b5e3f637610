import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastJson, makePlace } from './carillon.ts';
import type { Ended, Place } from './carillon.ts';
import { writePeople } from './people.ts';

let place: Place;
let campaignId: string;

beforeAll(async () => {
  place = await makePlace();
  await place.run(['start', '--no-open']).says(/is ready/);
  const file = await writePeople(place.folder);
  const ran = await command(
    'run',
    file,
    '--country',
    'US',
    '--all-day',
    '--retries',
    '0',
    '--simulate-speed',
    '300',
    '--json',
  );
  ({ campaignId } = Object(lastJson(ran)) as { campaignId: string });
}, 120_000);

afterAll(() => place.remove(), 60_000);

async function command(...args: string[]): Promise<Ended> {
  return place.run(args).ended;
}

test('why tells of a campaign by groups, and of a person by campaign', async () => {
  const campaign = await command('why', campaignId.slice(0, 8), '--json');
  expect({ code: campaign.code, told: lastJson(campaign) }).toMatchObject({
    code: 0,
    told: { campaign: { id: campaignId, status: 'completed' }, data: [{ people: 17, code: 'over' }] },
  });
  expect((await command('why', campaignId)).stderr).toMatch(/: completed\. Everybody was called\./);
  const calls = Object(lastJson(await command('calls', '--limit', '1', '--json'))) as { data: { phone: string }[] };
  const person = await command('why', calls.data[0]?.phone ?? '');
  expect(person.stdout).toMatch(/^CAMPAIGN\tSTATUS\tATTEMPTS\tWHY\tUNTIL\tREASON\npeople\t/);
});

test.each([
  [3, 'nobody', '+14155550177'],
  [2, 'a number that can not be', '+999'],
  [3, 'nothing', 'zebra'],
  [3, 'an id that nobody has', '019a0000-0000-7000-8000-000000000000'],
])('why ends with %s for %s', async (code, _what, subject) => {
  expect((await command('why', subject)).code).toBe(code);
});

test('a running server answers /metrics with what it did', async () => {
  const { url } = await place.server();
  const text = await (await fetch(`${url}/metrics`)).text();
  expect(text).toMatch(/^carillon_info\{version="[\d.]+",role="all"\} 1$/m);
  expect(text).toMatch(/^carillon_import_rows_total\{result="imported"\} 17$/m);
  expect(text).toMatch(/^carillon_dials_total\{provider="simulator",result="accepted"\} 17$/m);
  expect(text).toMatch(/^carillon_calls_total\{outcome="answered"\} [1-9]/m);
  expect(text).toMatch(/^carillon_queue_tick_seconds_count [1-9]/m);
  expect(text).toMatch(/^process_resident_memory_bytes \d/m);
});

test('slots are listed, and none when nobody is on the phone', async () => {
  expect(await command('slots')).toMatchObject({ code: 0, stdout: 'No slot is in use.\n' });
  expect(lastJson(await command('slots', '--json'))).toMatchObject({ data: [], page: { hasMore: false } });
  expect((await command('slots', '--limit', 'many')).code).toBe(2);
});
