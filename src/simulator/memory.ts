import { isDeepStrictEqual } from 'node:util';
import type { Call } from './call.ts';
import { CallBook } from './call-book.ts';
import type { Accepted, Entry } from './journal.ts';
import { apply, turnsOf } from './fate/plan.ts';
import { changeSettings, presets, SettingsChange } from './settings.ts';
import type { Settings } from './settings.ts';

/** A call whose story was perhaps not told to its end. */
export type Untold = { call: Call; accepted: Accepted; withdrawnAt: number | null };

/** What a world knows when it begins: nothing, or what its journal tells of the one before. */
export class Memory {
  /** What this world was started with. */
  readonly start: SettingsChange;
  settings: Settings;
  book = new CallBook();
  readonly #untold = new Map<Call, Untold>();

  /** Throws a zod error that names what does not fit. */
  constructor(start: SettingsChange) {
    this.start = SettingsChange.parse(start);
    this.settings = changeSettings(presets.friendly, this.start);
  }

  /** Oldest first. */
  get untold(): Iterable<Untold> {
    return this.#untold.values();
  }

  /** Throws for what can't follow what came before. */
  take(entry: Entry): void {
    switch (entry.kind) {
      case 'book':
        this.book = new CallBook(entry.name);
        break;
      case 'settings':
        this.#recallSettings(entry);
        break;
      case 'accepted':
        this.#recall(entry);
        break;
      case 'withdrawn':
        this.#find(entry.id).withdrawnAt = entry.at;
        break;
      case 'told':
        this.#conclude(this.#find(entry.id));
    }
  }

  /** Who starts a world with other settings than the one before had wants those, not what became of the old ones. */
  #recallSettings({ start, settings }: { start: SettingsChange; settings: SettingsChange }): void {
    if (isDeepStrictEqual(start, this.start)) this.settings = changeSettings(presets.friendly, settings);
  }

  #recall(accepted: Accepted): void {
    const { id, reference, to, name, words, at } = accepted;
    const subscriber = this.book.subscriber(to);
    const call = this.book.add({ reference, to, name, words, createdAt: at }, subscriber);
    if (call.id !== id) throw new Error(`${id} stands where ${call.id} is expected`);
    subscriber.requests = accepted.request;
    this.#untold.set(call, { call, accepted, withdrawnAt: null });
  }

  #find(id: string): Untold {
    const call = this.book.get(id);
    const untold = call && this.#untold.get(call);
    if (untold === undefined) throw new Error(`${id} is not under way`);
    return untold;
  }

  #conclude({ call, accepted, withdrawnAt }: Untold): void {
    for (const turn of turnsOf(accepted.plan, accepted.at, withdrawnAt)) apply(call, turn);
    this.#untold.delete(call);
  }
}
