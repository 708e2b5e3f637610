import { ofCall } from '#server/log.ts';
import type { System } from '#server/system.ts';
import type { ClaimedCall } from './arm.ts';
import { place } from './place.ts';

/**
 * Where claimed calls go. This process places what it has room for without the way through the queue, which costs more
 * time and work than the rest of a dial; the queue spreads what is beyond. Dying here loses nothing: a call that stays
 * `claimed` is found by the next sweep, as after the death of any worker.
 */
export class Placing {
  readonly #system: System;
  readonly #room: number;
  readonly #running = new Set<Promise<void>>();

  constructor(system: System, room: number) {
    this.#system = system;
    this.#room = room;
  }

  async take(calls: ClaimedCall[]): Promise<void> {
    const own = calls.slice(0, Math.max(0, this.#room - this.#running.size));
    for (const call of own) this.#start(call);
    await this.#system.jobs.add(
      'place',
      calls.slice(own.length).map(({ id }) => id),
    );
  }

  /** Resolves when what this process is placing has been placed. */
  async close(): Promise<void> {
    await Promise.all(this.#running);
  }

  #start(call: ClaimedCall): void {
    const running = place(this.#system, call)
      .catch((err: unknown) =>
        ofCall(this.#system.log, call).error({ err }, 'a call could not be placed; a sweep looks at it'),
      )
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }
}
