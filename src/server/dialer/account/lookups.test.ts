import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestApp } from '#test/support/app.ts';
import { TestClock } from '#test/support/clock.ts';
import { takeLookups } from './lookups.ts';

let api: TestApp;
const clock = new TestClock(new Date('2026-03-02T15:00:00Z'));

beforeAll(async () => {
  api = await TestApp.open();
});
afterAll(() => api.close());

it('gives as many questions as a provider answers in a minute, to whoever asks first, and as many in the next', async () => {
  const { workspaceId, accountId } = api.tenant;
  const take = (wanted: number) =>
    takeLookups({ ...api.system, clock }, { workspaceId, id: accountId }, { wanted, perMinute: 10 });
  expect(await Promise.all([take(4), take(4), take(4)]).then((given) => given.toSorted())).toEqual([2, 4, 4]);
  expect(await take(3)).toBe(0);
  await clock.advance(59_000);
  expect(await take(1)).toBe(0);
  await clock.advance(2000);
  expect([await take(12), await take(1)]).toEqual([10, 0]);
});
