/** The clock of a simulated world: real time unless it is given another. */
export interface WorldClock {
  now(): Date;
  /** Runs `wake` once, at `at` or at once when that has passed. Returns what calls it off. */
  schedule(at: Date, wake: () => void | Promise<void>): () => void;
}

/** It was `virtualAt` when real time was `realAt`, and time runs `speed` times as fast. */
export type Course = { virtualAt: Date; realAt: Date; speed: number };

const longestTimer = 2 ** 31 - 1;

/** A clock that runs by itself: real time, or real time moved and stretched. */
export function runningClock(course?: Course): WorldClock {
  const { virtualAt, realAt, speed } = course ?? { virtualAt: new Date(0), realAt: new Date(0), speed: 1 };
  const now = () => new Date(virtualAt.getTime() + (Date.now() - realAt.getTime()) * speed);
  const schedule: WorldClock['schedule'] = (at, wake) => {
    let timer: NodeJS.Timeout;
    const arm = () => {
      const wait = Math.ceil(Math.max(0, at.getTime() - now().getTime()) / speed);
      timer = setTimeout(() => (now() < at ? arm() : void wake()), Math.min(wait, longestTimer));
    };
    arm();
    return () => clearTimeout(timer);
  };
  return { now, schedule };
}
