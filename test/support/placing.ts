import type { Clock } from '#server/clock.ts';
import type { TestClock } from './clock.ts';

/**
 * The clock as the engine sees it, and the calls that it places: a place that waits for a later instant (an account's
 * calls per second) does not hold up the story, and when its instant has come, time stands still until it is done.
 */
export class Placing implements Clock {
  readonly #clock: TestClock;
  #running = 0;
  #asleep = 0;
  #quiet = Promise.withResolvers<void>();

  constructor(clock: TestClock) {
    this.#clock = clock;
  }

  now(): Date {
    return this.#clock.now();
  }

  covering(milliseconds: number): number {
    return this.#clock.covering(milliseconds);
  }

  schedule(at: Date, wake: () => void | Promise<void>): () => void {
    this.#asleep += 1;
    const callOff = this.#clock.schedule(at, async () => {
      this.#asleep -= 1;
      await wake();
      await this.#untilQuiet();
    });
    this.#noteQuiet();
    return callOff;
  }

  /** Resolves when each of them is done or waits for the clock; rejects with what one of them rejected with. */
  async all(places: (() => Promise<void>)[]): Promise<void> {
    const running = Promise.all(places.map((place) => this.#run(place)));
    await Promise.race([running, this.#untilQuiet()]);
  }

  async #run(place: () => Promise<void>): Promise<void> {
    this.#running += 1;
    try {
      await place();
    } finally {
      this.#running -= 1;
      this.#noteQuiet();
    }
  }

  #noteQuiet(): void {
    if (this.#running === this.#asleep) this.#quiet.resolve();
  }

  async #untilQuiet(): Promise<void> {
    while (this.#running > this.#asleep) {
      this.#quiet = Promise.withResolvers();
      await this.#quiet.promise;
    }
  }
}
