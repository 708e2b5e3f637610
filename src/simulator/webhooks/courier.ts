import type { Agenda } from './agenda.ts';
import { viewOf } from '../call.ts';
import type { Call } from '../call.ts';
import type { Turn } from '../fate/plan.ts';
import type { Letter, Postman } from './postman.ts';
import { seededRandom } from '../fate/random.ts';
import type { Faults } from '../settings.ts';

/** Where the webhooks of one call go, and what goes wrong with them whatever the settings say. */
export type Address = { url: string; key: string; faults: Partial<Faults>; isSilentAtTheEnd: boolean };

type Mishaps = { isLost: boolean; isTwice: boolean; isLate: boolean; isForged: boolean; isHeld: boolean };
type Parcel = { at: number; body: string; mishaps: Mishaps };

export type CourierMeans = {
  agenda: Agenda;
  postman: Postman;
  faults: () => Faults;
  seed: readonly (string | number)[];
  /** Told once, when every webhook of the call was taken, given up or lost on purpose. */
  onAllTold: () => void;
};

/** Tells of one call by webhooks, one after another, with the mishaps that the settings ask for. */
export class Courier {
  readonly #call: Call;
  readonly #address: Address;
  readonly #means: CourierMeans;
  #isLastOut = false;
  #underWay = 0;
  #held: Parcel | null = null;
  #lastSent: Promise<unknown> = Promise.resolve();

  constructor(call: Call, address: Address, means: CourierMeans) {
    this.#call = call;
    this.#address = address;
    this.#means = means;
  }

  /** Resolves when what goes out now has been answered. */
  async announce(turn: Turn): Promise<void> {
    const parcel = { at: turn.at, body: this.#write(turn), mishaps: this.#drawMishaps(turn) };
    const held = this.#held;
    const isLast = turn.status === 'ended';
    if (held === null && parcel.mishaps.isHeld && !isLast) {
      this.#held = parcel;
      return;
    }
    this.#held = null;
    const going = isLast && this.#address.isSilentAtTheEnd ? [held] : [parcel, held];
    this.#lastSent = going
      .filter((each) => each !== null)
      .reduce((before, each) => before.then(() => this.#send(each)), this.#lastSent);
    await this.#lastSent;
    this.#isLastOut ||= isLast;
    this.#noteAllTold();
  }

  async #send({ at, body, mishaps }: Parcel): Promise<void> {
    const { agenda, postman } = this.#means;
    const { url, key } = this.#address;
    if (mishaps.isForged) await postman.deliver(forge(url, body));
    if (mishaps.isLost) return;
    const copies = mishaps.isTwice ? 2 : 1;
    this.#underWay += copies;
    const onSettled = () => {
      this.#underWay -= 1;
      this.#noteAllTold();
    };
    const deliver = async () => {
      await Promise.all(Array.from({ length: copies }, () => postman.deliver({ url, key, body, onSettled })));
    };
    if (mishaps.isLate) agenda.at(at + this.#faults().webhookLateSeconds * 1000, deliver);
    else await deliver();
  }

  #noteAllTold(): void {
    if (this.#isLastOut && this.#underWay === 0) this.#means.onAllTold();
  }

  #faults(): Faults {
    return { ...this.#means.faults(), ...this.#address.faults };
  }

  #drawMishaps({ status }: Turn): Mishaps {
    const random = seededRandom(...this.#means.seed, 'webhook', status);
    const faults = this.#faults();
    return {
      isLost: random() < faults.webhookLost,
      isTwice: random() < faults.webhookTwice,
      isLate: random() < faults.webhookLate,
      isForged: random() < faults.webhookForged,
      isHeld: random() < faults.webhookOutOfOrder,
    };
  }

  /** In the same words whenever it is written, so that a copy sent after a restart is known for one. */
  #write({ status, at }: Turn): string {
    const { id, ...view } = viewOf(this.#call);
    const told = { eventId: `${id}.${status}`, callId: id, ...view, status, at: new Date(at).toISOString() };
    return JSON.stringify(told);
  }
}

/** A webhook as a stranger would make it up: everything but the key. */
function forge(url: string, body: string): Letter {
  const lie = { ...JSON.parse(body), status: 'ended', disposition: 'busy', reason: 'forged' };
  lie.eventId = `${lie.eventId}.forged`;
  return { url, key: 'not the key', body: JSON.stringify(lie) };
}
