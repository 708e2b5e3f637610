import type { Handlers } from '#server/http/mount.ts';
import { realTime, requireSandbox, setSandboxClock } from '#server/sandbox/clock.ts';
import type { System } from '#server/system.ts';

export const clockHandlers: Handlers['sandbox'] = {
  async clock(system) {
    await requireSandbox(system.db);
    return readClock(system);
  },

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
  throw realTime();
}
