import type { Agenda } from './agenda.ts';
import { viewOf } from './call.ts';
import type { Call, Status } from './call.ts';
import type { Letter, Postman } from './postman.ts';
import { seededRandom } from './random.ts';
import type { Faults } from './settings.ts';

/** Where the webhooks of one call go, and what goes wrong with them whatever the settings say. */
export type Address = { url: string; key: string; faults: Partial<Faults>; isSilentAtTheEnd: boolean };

type Mishaps = { isLost: boolean; isTwice: boolean; isLate: boolean; isForged: boolean; isHeld: boolean };
type Parcel = { body: string; mishaps: Mishaps };

export type CourierMeans = {
  agenda: Agenda;
  postman: Postman;
  faults: () => Faults;
  seed: readonly (string | number)[];
};

/** Tells of one call by webhooks, one after another, with the mishaps that the settings ask for. */
export class Courier {
  readonly #call: Call;
  readonly #address: Address;
  readonly #means: CourierMeans;
  #count = 0;
  #held: Parcel | null = null;
  #lastSent: Promise<unknown> = Promise.resolve();

  constructor(call: Call, address: Address, means: CourierMeans) {
    this.#call = call;
    this.#address = address;
    this.#means = means;
  }

  /** Resolves when what goes out now has been answered. */
  async announce(status: Status): Promise<void> {
    this.#count += 1;
    const parcel = { body: this.#write(status), mishaps: this.#drawMishaps() };
    const held = this.#held;
    const isLast = status === 'ended';
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
  }

  async #send({ body, mishaps }: Parcel): Promise<void> {
    const { agenda, postman } = this.#means;
    const { url, key } = this.#address;
    if (mishaps.isForged) await postman.deliver(forge(url, body));
    if (mishaps.isLost) return;
    const letter = { url, key, body };
    const deliver = async () => {
      await Promise.all([postman.deliver(letter), mishaps.isTwice ? postman.deliver(letter) : undefined]);
    };
    if (mishaps.isLate) agenda.after(this.#faults().webhookLateSeconds, deliver);
    else await deliver();
  }

  #faults(): Faults {
    return { ...this.#means.faults(), ...this.#address.faults };
  }

  #drawMishaps(): Mishaps {
    const random = seededRandom(...this.#means.seed, 'webhook', this.#count);
    const faults = this.#faults();
    return {
      isLost: random() < faults.webhookLost,
      isTwice: random() < faults.webhookTwice,
      isLate: random() < faults.webhookLate,
      isForged: random() < faults.webhookForged,
      isHeld: random() < faults.webhookOutOfOrder,
    };
  }

  #write(status: Status): string {
    const { id, ...view } = viewOf(this.#call);
    const at = new Date(this.#means.agenda.now()).toISOString();
    return JSON.stringify({ eventId: `${id}.${this.#count}`, callId: id, ...view, status, at });
  }
}

/** A webhook as a stranger would make it up: everything but the key. */
function forge(url: string, body: string): Letter {
  const lie = { ...JSON.parse(body), status: 'ended', disposition: 'busy', reason: 'forged' };
  lie.eventId = `${lie.eventId}.forged`;
  return { url, key: 'not the key', body: JSON.stringify(lie) };
}
