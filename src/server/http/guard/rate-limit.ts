import { LimitReached } from '#server/errors.ts';

/** How often something may be done in how long. */
export type Rate = { limit: number; seconds: number };

export type Spent = Rate & { remaining: number; resetSeconds: number };

const keysMax = 100_000;

/** Counts in windows of fixed length, in the memory of this process: n processes allow n times as much. */
export class RateLimiter {
  readonly #windows = new Map<string, { used: number; endsAt: number }>();
  readonly #nowMs: () => number;

  /** `nowMs` is a stopwatch in real milliseconds. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Takes one of what `key` may do; throws LimitReached when nothing is left. */
  spend(key: string, rate: Rate): Spent {
    const window = this.#window(key, rate);
    const resetSeconds = Math.max(1, Math.ceil((window.endsAt - this.#nowMs()) / 1000));
    window.used += 1;
    const spent = { ...rate, resetSeconds, remaining: Math.max(0, rate.limit - window.used) };
    if (window.used > rate.limit) throw new TooMany(spent);
    return spent;
  }

  /** Gives back the last that `key` has used. */
  refund(key: string): void {
    const window = this.#windows.get(key);
    if (window) window.used = Math.max(0, window.used - 1);
  }

  /** Gives back all that `key` has used. */
  forgive(key: string): void {
    this.#windows.delete(key);
  }

  #window(key: string, rate: Rate) {
    const now = this.#nowMs();
    const known = this.#windows.get(key);
    if (known && known.endsAt > now) return known;
    if (this.#windows.size >= keysMax) this.#tidy(now);
    const window = { used: 0, endsAt: now + rate.seconds * 1000 };
    this.#windows.set(key, window);
    return window;
  }

  #tidy(now: number): void {
    for (const [key, { endsAt }] of this.#windows) if (endsAt <= now) this.#windows.delete(key);
    if (this.#windows.size >= keysMax) this.#windows.clear();
  }
}

export class TooMany extends LimitReached {
  readonly spent: Spent;

  constructor(spent: Spent) {
    const detail = `More than ${spent.limit} requests in ${spent.seconds} s. Try again in ${spent.resetSeconds} s.`;
    super('rate_limited', detail);
    this.spent = spent;
  }
}

export function rateHeaders(spent: Spent): Record<string, string> {
  return {
    'ratelimit-limit': String(spent.limit),
    'ratelimit-remaining': String(spent.remaining),
    'ratelimit-reset': String(spent.resetSeconds),
  };
}
