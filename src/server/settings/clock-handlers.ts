import { Conflict } from '#server/errors.ts';
import type { Handlers } from '#server/http/mount.ts';
import { setSandboxClock } from '#server/sandbox-clock.ts';
import type { System } from '#server/system.ts';

export const clockHandlers: Handlers['sandbox'] = {
  clock: async (system) => readClock(system),

  async setClock(system, _actor, { now, speed, skipIdle }) {
    const { setting } = sandboxOf(system);
    await setSandboxClock(system, {
      speed: speed ?? setting.speed,
      skipIdle: skipIdle ?? setting.skipIdle,
      ...(now === undefined ? {} : { startAt: now }),
    });
    return readClock(system);
  },
};

function readClock(system: System) {
  const { setting } = sandboxOf(system);
  return { now: system.clock.now(), speed: setting.speed, skipIdle: setting.skipIdle };
}

function sandboxOf(system: System) {
  if (system.sandbox) return system.sandbox;
  throw new Conflict('real_time', 'This installation calls real people: it runs on real time, which can not be set.');
}
