import { expect, onTestFinished, test } from 'vitest';
import { realNow, SandboxClock } from '#server/clock.ts';
import type { SettingsChange } from '#simulator/settings.ts';
import { startSimulator } from '#simulator/simulator.ts';
import { TestClock } from '#test/support/clock.ts';
import { PretendCaller } from '#test/support/pretend-caller.ts';
import { startReceiver } from '#test/support/receiver.ts';

const opening = new Date('2026-11-02T10:00:00Z');
const settings: SettingsChange = {
  setupSeconds: [100, 100],
  ringSeconds: [50, 50],
  talkSeconds: { mean: 600, sigma: 0 },
};
const story = ['queued', 'ringing', 'in_progress', 'ended'];

/** A simulator on the clock of a sandbox, which shows ten o'clock and runs like real time. */
async function install() {
  const clock = new SandboxClock({ virtualAt: opening, realAt: realNow(), speed: 1, skipIdle: false });
  const receiver = await startReceiver();
  const simulator = await startSimulator({ clock, settings });
  onTestFinished(async () => {
    await simulator.close();
    await receiver.close();
  });
  const caller = new PretendCaller({ clock: new TestClock(opening), receiver, log: simulator.log, url: simulator.url });
  const place = () => caller.place('+12025550150', { ringSecondsMax: 60, talkSecondsMax: 900 });
  const untilTold = async (statuses: string[]) => {
    await expect.poll(() => caller.statuses, { timeout: 20_000 }).toEqual(statuses);
  };
  const set = ({ ahead = 0, speed = clock.setting.speed }) => {
    const virtualAt = new Date(clock.now().getTime() + ahead * 1000);
    clock.set({ ...clock.setting, virtualAt, realAt: realNow(), speed });
  };
  return { caller, place, untilTold, set };
}

/** Seconds from the acceptance of the only call to its ring, its answer and its end. */
function courseOf(caller: PretendCaller): (number | null)[] {
  const [call] = caller.log();
  const after = (at: string | null = null) => at && (Date.parse(at) - Date.parse(call?.accepted ?? '')) / 1000;
  return [after(call?.rang), after(call?.answered), after(call?.ended)].map((each) => each || null);
}

test('calls of a simulator in the sandbox run faster as soon as its clock does', async () => {
  const { caller, place, untilTold, set } = await install();
  await place();
  await untilTold(story.slice(0, 1));
  set({ speed: 2000 });
  await untilTold(story);
  expect(courseOf(caller)).toEqual([100, 150, 750]);
});

test('when the clock of the sandbox jumps, what lies in between happens, and nothing beyond it', async () => {
  const { caller, place, untilTold, set } = await install();
  const id = await place();
  set({ ahead: 100 });
  await untilTold(story.slice(0, 2));
  expect(await caller.view(id)).toMatchObject({ status: 'ringing', answeredAt: null });
  set({ ahead: 50 });
  await untilTold(story.slice(0, 3));
  expect(await caller.view(id)).toMatchObject({ status: 'in_progress', endedAt: null });
  set({ ahead: 600 });
  await untilTold(story);
  expect(courseOf(caller)).toEqual([100, 150, 750]);
});

test('a jump over a whole call leaves it its own instants, told in their order', async () => {
  const { caller, place, untilTold, set } = await install();
  await place();
  set({ ahead: 3600 });
  await untilTold(story);
  expect(courseOf(caller)).toEqual([100, 150, 750]);
  const [accepted] = caller.log().map((call) => Date.parse(call.accepted));
  expect(caller.webhooks.map(({ at }) => Date.parse(at) - (accepted ?? 0))).toEqual([0, 100_000, 150_000, 750_000]);
});
