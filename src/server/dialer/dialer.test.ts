import { sql } from 'kysely';
import { afterEach, expect, test, vi } from 'vitest';
import type { Bus, Topic } from '#server/bus.ts';
import { realNow, SandboxClock } from '#server/clock.ts';
import type { Jobs } from '#server/jobs.ts';
import { loadSandboxClock, setSandboxClock } from '#server/sandbox/clock.ts';
import { rungTwiceAtOnce } from '#test/support/heard.ts';
import { somePeople } from '#test/support/make.ts';
import type { MadeWorkspace } from '#test/support/make.ts';
import { everybodyAnswers } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';
import { claim } from './claim.ts';
import { startDialer, startPlaceWorker } from './dialer.ts';
import type { Dialer } from './dialer.ts';
import { moveClock, skipIdleTime } from './skip-idle.ts';
import { stage } from './stage.ts';

let story: Story;
let made: MadeWorkspace;
const dialers: Dialer[] = [];
afterEach(async () => {
  await Promise.all(dialers.splice(0).map((dialer) => dialer.close()));
  await story.end();
});

const at = '2026-03-09T10:00:00Z';

function memoryBus(): Bus {
  const listeners = new Map<Topic, Set<(message: string) => void>>();
  return {
    async publish(topic, message = '') {
      for (const listener of listeners.get(topic) ?? []) listener(message);
    },
    subscribe(topic, listener) {
      const own = listeners.get(topic) ?? new Set();
      listeners.set(topic, own.add(listener));
      return () => void own.delete(listener);
    },
    close: async () => {},
  };
}

function memoryJobs(): Jobs {
  let place: (callId: string) => Promise<void> = async () => {};
  return {
    add: async (_, ids) => ids.forEach((id) => void place(id)),
    work: (_, handle) => void (place = handle),
    every: async () => {},
    close: async () => {},
  };
}

async function beginWithDialers(count: number) {
  story = await Story.begin({ at, simulator: everybodyAnswers, systemLimit: 4 });
  Object.assign(story.system, { bus: memoryBus(), jobs: memoryJobs() });
  startPlaceWorker(story.system);
  for (let nth = 0; nth < count; nth++) dialers.push(startDialer(story.system));
}

/** Lets time go on, a second at a step, until this is so. */
async function liveUntil(isSo: () => Promise<boolean>): Promise<void> {
  await vi.waitFor(
    async () => {
      await story.clock.advance(1000);
      expect(await isSo()).toBe(true);
    },
    { timeout: 25_000, interval: 5 },
  );
}

test.each([1, 3])('%i dialers bring a campaign from its start to its last call', async (count) => {
  await beginWithDialers(count);
  const workspace = await story.workspace({ limit: 3 });
  const campaignId = await story.started(workspace, { people: somePeople(5) });
  await liveUntil(async () => (await story.status(campaignId)) === 'completed');
  const log = await story.log();
  expect(log).toHaveLength(5);
  expect(rungTwiceAtOnce(log)).toEqual([]);
  expect(dialers[0]?.lastPassAt()).toBeInstanceOf(Date);
  expect(await story.violations()).toEqual([]);
});

test('a dialer that was closed starts nothing any more', async () => {
  await beginWithDialers(1);
  const [dialer] = dialers.splice(0);
  await dialer?.close();
  const workspace = await story.workspace();
  const campaignId = await story.started(workspace, { people: somePeople(1) });
  dialer?.wake();
  await story.system.bus.publish('clock');
  await story.clock.advance(60_000);
  expect(await story.counts(campaignId)).toMatchObject({ pending: 1 });
  expect(await story.log()).toEqual([]);
});

async function sandboxed(skipIdle: boolean): Promise<SandboxClock> {
  story = await Story.begin({ at, simulator: everybodyAnswers });
  const sandbox = new SandboxClock({ virtualAt: new Date(at), realAt: realNow(), speed: 1, skipIdle });
  Object.assign(story.system, { clock: sandbox, sandbox });
  return sandbox;
}

test('a sandbox in which nobody is on the phone jumps to the instant at which somebody is due', async () => {
  const sandbox = await sandboxed(true);
  const workspace = await story.workspace();
  await story.started(workspace, { people: somePeople(1), window: ['14:00', '18:00'] });
  await story.settle();
  await skipIdleTime(story.system);
  expect(sandbox.now().getTime() - Date.parse('2026-03-09T14:00:00Z')).toBeGreaterThanOrEqual(0);
  expect(sandbox.now().getTime() - Date.parse('2026-03-09T14:00:00Z')).toBeLessThan(60_000);
  // Other processes, and the next start, read the same clock.
  const loaded = await loadSandboxClock(story.system.db);
  expect(loaded.setting).toEqual(sandbox.setting);
});

test.each([
  { why: 'it was told not to', skipIdle: false, keep: async () => {} },
  {
    why: 'a webhook waits to be applied',
    skipIdle: true,
    keep: async () => void (await story.hook(made, { body: '{}', key: made.hookToken })),
  },
  {
    why: 'an import is being read',
    skipIdle: true,
    keep: async () => {
      await sql`
        insert into imports (workspace_id, id, file_name, status, country, created_at)
        values (${made.workspaceId}, ${crypto.randomUUID()}, 'people.csv', 'committing', 'US', ${new Date(at)})
      `.execute(story.system.db);
    },
  },
])('a sandbox does not jump while $why', async ({ skipIdle, keep }) => {
  const sandbox = await sandboxed(skipIdle);
  made = await story.workspace();
  await story.started(made, { people: somePeople(1), window: ['14:00', '18:00'] });
  await story.settle();
  await keep();
  await skipIdleTime(story.system);
  expect(sandbox.now().getTime() - Date.parse(at)).toBeLessThan(60_000);
});

test('a sandbox does not jump when nothing is due at all, or while a call is in hand', async () => {
  const sandbox = await sandboxed(true);
  const workspace = await story.workspace({ limit: 1 });
  await skipIdleTime(story.system);
  const campaignId = await story.started(workspace, { people: somePeople(2) });
  await story.settle();
  expect(await story.counts(campaignId)).toMatchObject({ calling: 1, queued: 1 });
  await skipIdleTime(story.system);
  expect(sandbox.now().getTime() - Date.parse(at)).toBeLessThan(60_000);
});

test('a sandbox that is told to jump starts no other call, and waits for those in progress', async () => {
  const sandbox = await sandboxed(false);
  const workspace = await story.workspace({ limit: 2 });
  const campaignId = await story.started(workspace, { people: somePeople(1) });
  await story.settle();
  const jumpTo = new Date('2026-03-09T17:00:00Z');
  await setSandboxClock(story.system, { speed: 1, skipIdle: false, jumpTo });
  const later = await story.started(workspace, { people: somePeople(1, 50) });
  await stage(story.system);
  expect(await claim(story.system)).toEqual([]);
  await moveClock(story.system, { isIdle: true });
  expect(sandbox.now() < jumpTo).toBe(true);
  expect(await story.counts(campaignId)).toMatchObject({ calling: 1 });
  expect(await story.counts(later)).toMatchObject({ queued: 1 });
});

test('a sandbox jumps where it is told when nobody is on the phone, and stands still there at speed 0', async () => {
  const sandbox = await sandboxed(false);
  const jumpTo = new Date('2026-03-09T17:00:00Z');
  await setSandboxClock(story.system, { speed: 0, skipIdle: false, jumpTo });
  await moveClock(story.system, { isIdle: false });
  expect(sandbox.now()).toEqual(jumpTo);
  expect(sandbox.setting).toMatchObject({ speed: 0, jumpTo: null });
  // Backwards it does not go.
  await setSandboxClock(story.system, { speed: 0, skipIdle: false, jumpTo: new Date(at) });
  await moveClock(story.system, { isIdle: false });
  expect(sandbox.now()).toEqual(jumpTo);
});
