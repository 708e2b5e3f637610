import type { Clock } from '#server/clock.ts';

type Timer = { at: number; wake: () => void | Promise<void> };

/**
 * A clock that stands still until it is moved. Timers run in the order of their instants, each awaited before the
 * next, so a wake must not itself wait on this clock. One set for an instant that has passed runs at once.
 */
export class TestClock implements Clock {
  #now: number;
  #isAdvancing = false;
  /** By instant; timers of the same instant in the order they were set. */
  readonly #timers: Timer[] = [];
  readonly #running = new Set<Promise<void>>();

  constructor(start: Date) {
    this.#now = start.getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  schedule(at: Date, wake: () => void | Promise<void>): () => void {
    const timer = { at: at.getTime(), wake };
    const place = this.#timers.findLastIndex((other) => other.at <= timer.at) + 1;
    this.#timers.splice(place, 0, timer);
    if (timer.at <= this.#now && !this.#isAdvancing) setImmediate(() => this.#runIfWaiting(timer));
    return () => void this.#take(timer);
  }

  /** Time does not pass by itself here, so nothing needs to be covered beyond the milliseconds themselves. */
  covering(milliseconds: number): number {
    return milliseconds;
  }

  /** The instant of the timer that runs next. */
  nextTimer(): Date | null {
    const [next] = this.#timers;
    return next === undefined ? null : new Date(Math.max(next.at, this.#now));
  }

  /** Moves to `at`, running what falls due on the way; rejects with what a timer rejected with. */
  async advanceTo(at: Date): Promise<void> {
    if (at.getTime() < this.#now) throw new Error(`The clock shows ${this.now().toISOString()} and only goes forward.`);
    if (this.#isAdvancing) throw new Error('The clock is being advanced already; await that first.');
    this.#isAdvancing = true;
    try {
      await this.#settleRunning();
      for (let [timer] = this.#timers; timer !== undefined && timer.at <= at.getTime(); [timer] = this.#timers) {
        this.#take(timer);
        this.#now = Math.max(this.#now, timer.at);
        await timer.wake();
      }
      this.#now = at.getTime();
    } finally {
      this.#isAdvancing = false;
    }
  }

  async advance(milliseconds: number): Promise<void> {
    await this.advanceTo(new Date(this.#now + milliseconds));
  }

  async #settleRunning(): Promise<void> {
    const running = [...this.#running];
    this.#running.clear();
    await Promise.all(running);
  }

  #runIfWaiting(timer: Timer): void {
    if (this.#isAdvancing || !this.#take(timer)) return;
    const run = Promise.resolve(timer.wake());
    this.#running.add(run);
    run.then(
      () => this.#running.delete(run),
      () => {},
    );
  }

  #take(timer: Timer): boolean {
    const place = this.#timers.indexOf(timer);
    if (place !== -1) this.#timers.splice(place, 1);
    return place !== -1;
  }
}
