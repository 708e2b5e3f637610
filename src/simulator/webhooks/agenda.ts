import type { WorldClock } from '../clock.ts';

/** Everything that is still going to happen in a world, so that a world can end. */
export class Agenda {
  readonly #clock: WorldClock;
  readonly #waiting = new Set<() => void>();
  #isClosed = false;

  constructor(clock: WorldClock) {
    this.#clock = clock;
  }

  /** Unix milliseconds on the world's clock. */
  now(): number {
    return this.#clock.now().getTime();
  }

  /** Runs `wake` that many seconds from now on the world's clock. Returns what calls it off. */
  after(seconds: number, wake: () => void | Promise<void>): () => void {
    return this.at(this.now() + seconds * 1000, wake);
  }

  /** Runs `wake` at that instant in Unix milliseconds, or at once when it has passed. Returns what calls it off. */
  at(instant: number, wake: () => void | Promise<void>): () => void {
    if (this.#isClosed) return () => {};
    const forget = () => this.#waiting.delete(callOff);
    const unschedule = this.#clock.schedule(new Date(instant), () => {
      forget();
      return wake();
    });
    const callOff = () => {
      forget();
      unschedule();
    };
    this.#waiting.add(callOff);
    return callOff;
  }

  close(): void {
    this.#isClosed = true;
    for (const callOff of this.#waiting) callOff();
  }
}
