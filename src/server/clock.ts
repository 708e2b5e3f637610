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

/**
 * Virtual time of a sandbox: `virtualAt` when real time was `realAt`, running `speed` times as fast, or standing still
 * at 0. With `jumpTo` it is on its way to that instant, and hurries until the calls in progress have ended.
 */
export type ClockSetting = { virtualAt: Date; realAt: Date; speed: number; skipIdle: boolean; jumpTo?: Date | null };

/** How fast a clock runs that is on its way to an instant. */
const hurry = 600;

function rateOf({ speed, jumpTo }: ClockSetting): number {
  return !jumpTo ? speed : Math.max(speed, hurry);
}

/** A clock that can be set while timers wait on it: they follow. Never set, it is real time. */
export class SandboxClock implements Clock {
  #setting: ClockSetting;
  readonly #waiting = new Set<() => void>();

  constructor(setting?: ClockSetting) {
    const now = new Date();
    this.#setting = setting ?? { virtualAt: now, realAt: now, speed: 1, skipIdle: false, jumpTo: null };
  }

  get setting(): ClockSetting {
    return this.#setting;
  }

  set(setting: ClockSetting): void {
    this.#setting = setting;
    for (const rearm of this.#waiting) rearm();
  }

  now(): Date {
    const { virtualAt, realAt } = this.#setting;
    return new Date(virtualAt.getTime() + (Date.now() - realAt.getTime()) * rateOf(this.#setting));
  }

  schedule(at: Date, wake: () => void | Promise<void>): () => void {
    let timer: NodeJS.Timeout | undefined;
    const arm = () => {
      clearTimeout(timer);
      const ahead = Math.max(0, at.getTime() - this.now().getTime());
      // A clock that stands still is looked at again when it is set.
      const wait = ahead === 0 ? 0 : ahead / rateOf(this.#setting);
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
    return milliseconds * Math.max(1, rateOf(this.#setting));
  }
}
