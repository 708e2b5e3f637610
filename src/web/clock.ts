import { useSyncExternalStore } from 'react';

/** The installation's clock as it was last told: the sandbox's may run ahead, and faster. */
type Told = { now: number; speed: number; readAt: number };

let told: Told | undefined;
const listeners = new Set<() => void>();

function realNow(): number {
  return Date.now();
}

/** Follows the sandbox's clock; null returns to real time. */
export function setClock(time: { now: Date; speed: number } | null): void {
  told = time ? { now: time.now.getTime(), speed: time.speed, readAt: realNow() } : undefined;
  for (const listener of listeners) listener();
}

/** What the installation's clock shows now. */
export function now(): Date {
  return new Date(told ? told.now + (realNow() - told.readAt) * told.speed : realNow());
}

/** How many times as fast as real time the clock runs. */
export function speed(): number {
  return told?.speed ?? 1;
}

/** The clock, read anew every so many real milliseconds, oftener when it runs fast: one beat for all that show it. */
export function useNow(everyMs = 1000): Date {
  const beat = beatOf(speed() > 1 ? Math.min(everyMs, 1000) : everyMs);
  return new Date(useSyncExternalStore(beat.subscribe, beat.read));
}

type Beat = { subscribe: (listener: () => void) => () => void; read: () => number };
const beats = new Map<number, Beat>();

function beatOf(everyMs: number): Beat {
  const known = beats.get(everyMs);
  if (known) return known;
  const watching = new Set<() => void>();
  let shown = now().getTime();
  let timer: ReturnType<typeof setInterval> | undefined;
  const tick = () => {
    shown = now().getTime();
    for (const listener of watching) listener();
  };
  const beat: Beat = {
    subscribe(listener) {
      watching.add(listener);
      listeners.add(tick);
      timer ??= setInterval(tick, everyMs);
      return () => {
        watching.delete(listener);
        if (watching.size > 0) return;
        clearInterval(timer);
        timer = undefined;
        listeners.delete(tick);
      };
    },
    read: () => shown,
  };
  beats.set(everyMs, beat);
  return beat;
}
