import type { Log } from '#server/log.ts';

/** Runs a pass at a time: a wake-up during a pass means one more pass. A pass that fails is logged and tried at the next wake. */
export class SingleFlight {
  readonly #pass: () => Promise<boolean>;
  readonly #log: Log;
  readonly #name: string;
  #running: Promise<void> | null = null;
  #again = false;
  #isClosed = false;

  /** `pass` does some work and says whether there may be more to do at once. */
  constructor(name: string, log: Log, pass: () => Promise<boolean>) {
    this.#name = name;
    this.#log = log;
    this.#pass = pass;
  }

  wake(): void {
    if (this.#isClosed) return;
    this.#again = true;
    this.#running ??= this.#run();
  }

  /** Resolves when the running pass has ended; no other one starts. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#isClosed) {
      this.#again = false;
      try {
        if (await this.#pass()) this.#again = true;
      } catch (error) {
        this.#log.error({ err: error, pass: this.#name }, 'a pass failed; it is repeated at the next wake-up');
      }
    }
    this.#running = null;
  }
}
