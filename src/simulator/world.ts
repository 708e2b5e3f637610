import { Agenda } from './webhooks/agenda.ts';
import type { Call } from './call.ts';
import type { CallBook, Subscriber } from './call-book.ts';
import type { WorldClock } from './clock.ts';
import { Courier } from './webhooks/courier.ts';
import type { Dialect } from './dialect.ts';
import { drawFate } from './fate/fate.ts';
import type { Accepted, Journal } from './journal.ts';
import { Line } from './line.ts';
import { magicNumbers } from './fate/magic.ts';
import type { Magic } from './fate/magic.ts';
import type { Memory, Untold } from './memory.ts';
import { nameIn } from './http/order.ts';
import type { Order } from './http/order.ts';
import { planCall } from './fate/plan.ts';
import type { Turn } from './fate/plan.ts';
import { Postman } from './webhooks/postman.ts';
import { seededRandom } from './fate/random.ts';
import type { Random } from './fate/random.ts';
import { changeSettings } from './settings.ts';
import type { Settings, SettingsChange } from './settings.ts';

/** What becomes of an order, and of the answer to it. */
export type Placement =
  | { kind: 'accepted'; call: Call; answer: 'at_once' | 'never' | 'late' | 'server_error' }
  | { kind: 'server_error' }
  | { kind: 'refused'; reason: string; retryAfter: number };

const ordinary: Magic = { fate: {} };

/** A pretend telephone network: who answers, how long they talk, and what truly rang. */
export class World {
  readonly book: CallBook;
  readonly #start: SettingsChange;
  #settings: Settings;
  readonly #journal: Journal | null;
  readonly #seed: number;
  readonly #dialect: Dialect;
  readonly #agenda: Agenda;
  readonly #postman: Postman;
  /** When the network has time to dial again, in Unix milliseconds. */
  #dialsNextAt = 0;
  /** Lines that are not dead yet. */
  readonly #lines = new Map<Call, Line>();

  constructor(given: { seed: number; clock: WorldClock; memory: Memory; journal: Journal | null; dialect: Dialect }) {
    this.book = given.memory.book;
    this.#start = given.memory.start;
    this.#settings = given.memory.settings;
    this.#journal = given.journal;
    this.#seed = given.seed;
    this.#dialect = given.dialect;
    this.#agenda = new Agenda(given.clock);
    this.#postman = new Postman(this.#agenda);
    if (given.journal?.isEmpty) given.journal.append({ kind: 'book', version: 1, name: this.book.name });
  }

  get settings(): Settings {
    return this.#settings;
  }

  /** Unix milliseconds on the world's clock. */
  now(): number {
    return this.#agenda.now();
  }

  /** How long a call that came now would wait for its turn to be dialled. */
  queueMs(): number {
    return Math.max(0, Math.ceil(this.#dialsNextAt - this.now()));
  }

  /** Throws a zod error that names what does not fit. */
  change(change: unknown): void {
    this.#settings = changeSettings(this.#settings, change);
    this.#journal?.append({ kind: 'settings', start: this.#start, settings: this.#settings });
  }

  /** Goes on with calls of the world before: what should have happened meanwhile happens now, with its own instants. */
  resume(untold: Iterable<Untold>): void {
    for (const call of untold) void this.#open(call).catchUp();
  }

  /** Resolves when what was done so far outlives this process; rejects when it can't be written down. */
  async written(): Promise<void> {
    await this.#journal?.written();
  }

  /** Takes an order or not; `key` signs the webhooks of the call. */
  place(order: Order, key: string): Placement {
    const subscriber = this.book.subscriber(order.to);
    subscriber.requests += 1;
    const magic = magicNumbers.get(order.to) ?? ordinary;
    const { maxCallsAtOnce, faults } = this.#settings;
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
    const at = this.#lines.get(call)?.cancel() ?? null;
    if (at !== null) this.#journal?.append({ kind: 'withdrawn', id: call.id, at });
    return at !== null;
  }

  close(): void {
    this.#agenda.close();
    this.#postman.close();
    this.#lines.clear();
    this.#journal?.close();
  }

  #drawAnswer(random: Random) {
    const { serverErrorAfter, loseResponse, hang } = this.#settings.faults;
    if (random() < serverErrorAfter) return 'server_error';
    if (random() < loseResponse) return 'never';
    return random() < hang ? 'late' : 'at_once';
  }

  #connect(order: Order, found: { subscriber: Subscriber; magic: Magic; key: string }): Call {
    const { subscriber, magic, key } = found;
    const { reference, to, from = null, callbackUrl, userData } = order;
    const ordinal = subscriber.calls + 1;
    const at = this.#agenda.now();
    const fate = { ...drawFate(this.#settings, { seed: this.#seed, to, ordinal }, this.#hour(at)), ...magic.fate };
    const plan = planCall({ fate, limits: order, settings: this.#settings, dialsAt: this.#turnToDial(at) });
    const story = { reference, to, name: nameIn(userData), words: fate.words };
    const call = this.book.add({ ...story, createdAt: at }, subscriber);
    const count = { ordinal, request: subscriber.requests };
    const accepted: Accepted = { kind: 'accepted', id: call.id, at, ...story, from, ...count, callbackUrl, key, plan };
    this.#journal?.append(accepted);
    this.#open({ call, accepted, withdrawnAt: null }).wait();
    return call;
  }

  #open({ call, accepted, withdrawnAt }: Untold): Line {
    const { id, to, ordinal, plan } = accepted;
    const { faults = {}, isSilentAtTheEnd = false } = magicNumbers.get(to) ?? ordinary;
    const { tell, forge } = this.#dialect;
    const address = { lettersOf: (turn: Turn) => tell(call, turn, accepted), faults, isSilentAtTheEnd };
    const courier = new Courier(address, {
      agenda: this.#agenda,
      postman: this.#postman,
      forge,
      faults: () => this.#settings.faults,
      seed: [this.#seed, to, ordinal],
      onAllTold: () => this.#journal?.append({ kind: 'told', id }),
    });
    const onHangUp = () => void this.#lines.delete(call);
    const line = new Line(call, { plan, withdrawnAt }, { agenda: this.#agenda, courier, onHangUp });
    this.#lines.set(call, line);
    return line;
  }

  #turnToDial(at: number): number {
    const { dialsPerSecond } = this.#settings;
    if (dialsPerSecond === null) return at;
    const turn = Math.max(at, this.#dialsNextAt);
    this.#dialsNextAt = turn + 1000 / dialsPerSecond;
    return Math.ceil(turn);
  }

  #hour(at: number): number {
    if (this.#settings.preset !== 'realistic') return 0;
    return Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(this.#settings.timeZone).hour;
  }
}
