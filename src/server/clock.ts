/** The only place that reads the time. Everything else takes an instant as a parameter, or a clock. */
export interface Clock {
  /** The instant it is, on this clock. */
  now(): Date;
  /** Runs `wake` once, at `at` on this clock or at once when that has passed. Returns what calls it off. */
  schedule(at: Date, wake: () => void | Promise<void>): () => void;
  /** How many milliseconds of this clock surely cover `milliseconds` of real time: for what depends on a network. */
  covering(milliseconds: number): number;
}

/** Real time, for the sandbox's own setting and for what is not on the product's clock. */
export function realNow(): Date {
  return new Date();
}

/** A monotonic stopwatch in real milliseconds, for deadlines that a jumping clock must not move. */
export function stopwatch(): () => number {
  const start = performance.now();
  return () => performance.now() - start;
}

const longestTimer = 2 ** 31 - 1;

/** Virtual time of a sandbox: `virtualAt` when real time was `realAt`, running `speed` times as fast. */
export type ClockSetting = { virtualAt: Date; realAt: Date; speed: number; skipIdle: boolean };

/** A clock that can be set while timers wait on it: they follow. Never set, it is real time. */
export class SandboxClock implements Clock {
  #setting: ClockSetting;
  readonly #waiting = new Set<() => void>();

  constructor(setting?: ClockSetting) {
    const now = new Date();
    this.#setting = setting ?? { virtualAt: now, realAt: now, speed: 1, skipIdle: false };
  }

  get setting(): ClockSetting {
    return this.#setting;
  }

  set(setting: ClockSetting): void {
    this.#setting = setting;
    for (const rearm of this.#waiting) rearm();
  }

  now(): Date {
    const { virtualAt, realAt, speed } = this.#setting;
    return new Date(virtualAt.getTime() + (Date.now() - realAt.getTime()) * speed);
  }

  schedule(at: Date, wake: () => void | Promise<void>): () => void {
    let timer: NodeJS.Timeout | undefined;
    const arm = () => {
      clearTimeout(timer);
      const wait = Math.max(0, (at.getTime() - this.now().getTime()) / this.#setting.speed);
      timer = setTimeout(
        () => {
          if (this.now() < at) return arm();
          this.#waiting.delete(arm);
          void wake();
        },
        Math.min(wait, longestTimer),
      );
    };
    this.#waiting.add(arm);
    arm();
    return () => {
      clearTimeout(timer);
      this.#waiting.delete(arm);
    };
  }

  covering(milliseconds: number): number {
    return milliseconds * Math.max(1, this.#setting.speed);
  }
}
