import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../log.ts';

type Step = { name: string; undo: () => unknown; patienceMs: number };

/** What was started, and how each is ended: the last first. */
export class Undo {
  readonly #steps: Step[] = [];
  readonly #log: Log;
  #ended: Promise<void> | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Remembers how to end what was started; after `patienceMs` it is given up, and the next one ended. */
  add(name: string, undo: () => unknown, patienceMs = 2000): void {
    this.#steps.push({ name, undo, patienceMs });
  }

  /** Ends everything, once. Resolves in any case: what goes wrong is logged. */
  run(): Promise<void> {
    this.#ended ??= this.#end();
    return this.#ended;
  }

  async #end(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      const { name, undo, patienceMs } = step;
      const given = new AbortController();
      const late = pause(patienceMs, 'late', { signal: given.signal }).catch(() => 'done');
      const done = Promise.resolve()
        .then(undo)
        .catch((err: unknown) => this.#log.warn({ err }, `${name} could not be ended in order`));
      if ((await Promise.race([done, late])) === 'late') this.#log.warn(`${name} did not end within ${patienceMs} ms`);
      given.abort();
    }
  }
}
