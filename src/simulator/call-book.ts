import { randomBytes } from 'node:crypto';
import { Call } from './call.ts';
import type { Acceptance } from './call.ts';

/** What a world remembers of one number. */
export type Subscriber = { requests: number; calls: number; last: Call | null };

/** Every accepted call, in the order of acceptance. */
export class CallBook {
  readonly name: string;
  readonly #calls: Call[] = [];
  readonly #subscribers = new Map<string, Subscriber>();
  readonly #byReference = new Map<string, Call | Call[]>();

  /** Ids of two worlds never meet, not even when both began with the same seed, unless they bear the same name. */
  constructor(name: string = randomBytes(5).toString('hex')) {
    this.name = name;
  }

  get size(): number {
    return this.#calls.length;
  }

  subscriber(to: string): Subscriber {
    const known = this.#subscribers.get(to);
    if (known !== undefined) return known;
    const fresh = { requests: 0, calls: 0, last: null };
    this.#subscribers.set(to, fresh);
    return fresh;
  }

  /** `subscriber` is the one of that number. */
  add(acceptance: Omit<Acceptance, 'before'>, subscriber: Subscriber): Call {
    const place = { book: this.name, serial: this.#calls.length };
    const call = new Call(place, { ...acceptance, before: subscriber.last });
    this.#calls.push(call);
    subscriber.calls += 1;
    subscriber.last = call;
    const same = this.#byReference.get(call.reference);
    this.#byReference.set(call.reference, same === undefined ? call : [same, call].flat());
    return call;
  }

  get(id: string): Call | undefined {
    const call = this.#calls[Number.parseInt(id.slice(id.lastIndexOf('_') + 1), 36)];
    return call?.id === id ? call : undefined;
  }

  withReference(reference: string): Call[] {
    return [this.#byReference.get(reference) ?? []].flat();
  }

  /** Oldest first; `since` in Unix milliseconds. */
  callsTo(to: string, since: number): Call[] {
    const found: Call[] = [];
    let call = this.#subscribers.get(to)?.last ?? null;
    for (; call !== null && call.createdAt >= since; call = call.before) found.push(call);
    return found.toReversed();
  }

  slice(from: number, to: number): Call[] {
    return this.#calls.slice(from, to);
  }
}
