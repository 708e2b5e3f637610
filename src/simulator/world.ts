import { Agenda } from './agenda.ts';
import type { Call } from './call.ts';
import { CallBook } from './call-book.ts';
import type { Subscriber } from './call-book.ts';
import type { WorldClock } from './clock.ts';
import { Courier } from './courier.ts';
import type { Address } from './courier.ts';
import { drawFate } from './fate.ts';
import { Line } from './line.ts';
import { magicNumbers } from './magic.ts';
import type { Magic } from './magic.ts';
import { nameIn } from './order.ts';
import type { Order } from './order.ts';
import { Postman } from './postman.ts';
import { seededRandom } from './random.ts';
import type { Random } from './random.ts';
import type { Settings } from './settings.ts';

/** What becomes of an order, and of the answer to it. */
export type Placement =
  | { kind: 'accepted'; call: Call; answer: 'at_once' | 'never' | 'late' | 'server_error' }
  | { kind: 'server_error' }
  | { kind: 'refused'; reason: string; retryAfter: number };

const ordinary: Magic = { fate: {} };

/** A pretend telephone network: who answers, how long they talk, and what truly rang. */
export class World {
  readonly book = new CallBook();
  settings: Settings;
  readonly #seed: number;
  readonly #agenda: Agenda;
  readonly #postman: Postman;
  /** Lines that are not dead yet. */
  readonly #lines = new Map<Call, Line>();

  constructor(given: { seed: number; clock: WorldClock; settings: Settings }) {
    this.settings = given.settings;
    this.#seed = given.seed;
    this.#agenda = new Agenda(given.clock);
    this.#postman = new Postman(this.#agenda);
  }

  /** Takes an order or not; `key` signs the webhooks of the call. */
  place(order: Order, key: string): Placement {
    const subscriber = this.book.subscriber(order.to);
    subscriber.requests += 1;
    const magic = magicNumbers.get(order.to) ?? ordinary;
    const { maxCallsAtOnce, faults } = this.settings;
    const random = seededRandom(this.#seed, order.to, subscriber.requests, 'request');
    const retryAfter = 1 + Math.floor(random() * 5);
    const isRefused = random() < faults.refuse429;
    if (magic.isRefused || isRefused) return { kind: 'refused', reason: 'too many requests', retryAfter };
    if (maxCallsAtOnce !== null && this.#lines.size >= maxCallsAtOnce) {
      return { kind: 'refused', reason: `all ${maxCallsAtOnce} lines are taken`, retryAfter };
    }
    if (random() < faults.serverErrorBefore) return { kind: 'server_error' };
    const call = this.#connect(order, { subscriber, magic, key });
    return { kind: 'accepted', call, answer: this.#drawAnswer(random) };
  }

  /** False when the call is over already. */
  cancel(call: Call): boolean {
    return this.#lines.get(call)?.cancel() ?? false;
  }

  close(): void {
    this.#agenda.close();
    this.#postman.close();
    this.#lines.clear();
  }

  #drawAnswer(random: Random) {
    const { serverErrorAfter, loseResponse, hang } = this.settings.faults;
    if (random() < serverErrorAfter) return 'server_error';
    if (random() < loseResponse) return 'never';
    return random() < hang ? 'late' : 'at_once';
  }

  #connect(order: Order, found: { subscriber: Subscriber; magic: Magic; key: string }): Call {
    const { subscriber, magic, key } = found;
    const person = { seed: this.#seed, to: order.to, ordinal: subscriber.calls + 1 };
    const createdAt = this.#agenda.now();
    const fate = { ...drawFate(this.settings, person, this.#hour(createdAt)), ...magic.fate };
    const { reference, to, userData } = order;
    const call = this.book.add({ reference, to, name: nameIn(userData), words: fate.words, createdAt });
    const address = {
      url: order.callbackUrl,
      key,
      faults: magic.faults ?? {},
      isSilentAtTheEnd: magic.isSilentAtTheEnd ?? false,
    };
    const line = new Line(call, { fate, limits: order }, this.#lineMeans(call, address, person));
    this.#lines.set(call, line);
    line.start();
    return call;
  }

  #lineMeans(call: Call, address: Address, person: { seed: number; to: string; ordinal: number }) {
    const { seed, to, ordinal } = person;
    const courier = new Courier(call, address, {
      agenda: this.#agenda,
      postman: this.#postman,
      faults: () => this.settings.faults,
      seed: [seed, to, ordinal],
    });
    const onHangUp = () => void this.#lines.delete(call);
    return { agenda: this.#agenda, courier, settings: () => this.settings, onHangUp };
  }

  #hour(at: number): number {
    if (this.settings.preset !== 'realistic') return 0;
    return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.settings.timeZone).hour;
  }
}
