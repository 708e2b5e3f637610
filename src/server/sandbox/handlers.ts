import type { Handlers } from '#server/http/mount.ts';
import { realTime, requireSandbox, setSandboxClock } from '#server/sandbox/clock.ts';
import type { System } from '#server/system.ts';

export const clockHandlers: Handlers['sandbox'] = {
  async clock(system) {
    await requireSandbox(system.db);
    return readClock(system);
  },

  async setClock(system, _actor, { now, speed, skipIdle, jumpTo }) {
    const { setting } = sandboxOf(system);
    await setSandboxClock(system, {
      speed: speed ?? setting.speed,
      skipIdle: skipIdle ?? setting.skipIdle,
      ...(now === undefined ? {} : { startAt: now }),
      ...(jumpTo === undefined ? {} : { jumpTo }),
    });
    return readClock(system);
  },
};

function readClock(system: System) {
  const { setting } = sandboxOf(system);
  const { speed, skipIdle, jumpTo = null } = setting;
  return { now: system.clock.now(), speed, skipIdle, jumpTo };
}

function sandboxOf(system: System) {
  if (system.sandbox) return system.sandbox;
  throw realTime();
}
