import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createEmptyDatabase } from '#test/support/database.ts';
import type { TestDatabase } from '#test/support/database.ts';
import { violations } from '#test/support/invariants.ts';
import { Roles } from '#test/support/roles.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let database: TestDatabase;
let roles: Roles;

beforeAll(async () => {
  database = await createEmptyDatabase();
  roles = await Roles.begin(
    { DATABASE_URL: database.url, REDIS_URL: '' },
    {
      answerRate: 1,
      voicemailRate: 0,
      busyRate: 0,
      failedRate: 0,
      setupSeconds: [0, 0.1],
      ringSeconds: [0.1, 0.3],
      talkSeconds: { mean: 0.5, sigma: 0.2 },
    },
  );
});
afterAll(async () => {
  await roles.end();
  await database.close();
});

test('an api, two dialers and a worker that start at once on an empty database call a file of people, each once', async () => {
  await Promise.all([roles.start('api'), roles.start('dialer'), roles.start('dialer'), roles.start('worker')]);
  const client = await roles.client();
  const people = Array.from({ length: 30 }, (_, nth) => `+1212555${String(1000 + nth)}`);
  const file = { content: new Blob([`phone\n${people.join('\n')}\n`]), name: 'people.csv' };
  const { workspaceId } = await client.settings.concurrency();
  await client.admin.setWorkspaceConcurrency({ id: workspaceId, limit: 10 });
  const retry = { on: [], maxRetries: 0, delays: [] };
  const [agent] = (await client.agents.list()).data;
  const made = await client.campaigns.upload({
    file,
    allDay: true,
    start: true,
    name: 'Roles',
    agentId: agent?.id,
    retry,
  });
  await vi.waitFor(
    async () => expect(await client.campaigns.get({ id: made.campaignId })).toMatchObject({ status: 'completed' }),
    { timeout: 90_000, interval: 100 },
  );
  const log = await roles.log();
  expect(log.map(({ to }) => to).sort()).toEqual(people);
  expect(await violations(database.db)).toEqual([]);
});

test('each role says how it is, and stops within twenty seconds', async () => {
  for (const { port, role } of roles.members) {
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect(await ready.json()).toMatchObject({ ready: true });
    const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    expect(metrics).toContain(`role="${role}"} 1`);
    expect(/^carillon_loop_age_seconds \d/m.test(metrics)).toBe(role === 'dialer');
  }
  for (const member of roles.members) expect(await roles.stop(member)).toBeLessThan(20_000);
});
