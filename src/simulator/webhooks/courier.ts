import type { Agenda } from './agenda.ts';
import type { Dialect } from '../dialect.ts';
import type { Turn } from '../fate/plan.ts';
import type { Letter, Postman } from './postman.ts';
import { seededRandom } from '../fate/random.ts';
import type { Faults } from '../settings.ts';

/** What the webhooks of one call say, and what goes wrong with them whatever the settings say. */
export type Address = {
  lettersOf: (turn: Turn) => Letter[];
  faults: Partial<Faults>;
  isSilentAtTheEnd: boolean;
};

type Mishaps = { isLost: boolean; isTwice: boolean; isLate: boolean; isForged: boolean; isHeld: boolean };
type Parcel = { at: number; letters: Letter[]; mishaps: Mishaps };

export type CourierMeans = {
  agenda: Agenda;
  postman: Postman;
  forge: Dialect['forge'];
  faults: () => Faults;
  seed: readonly (string | number)[];
  /** Told once, when every webhook of the call was taken, given up or lost on purpose. */
  onAllTold: () => void;
};

/** Tells of one call by webhooks, one after another, with the mishaps that the settings ask for. */
export class Courier {
  readonly #address: Address;
  readonly #means: CourierMeans;
  #isLastOut = false;
  #underWay = 0;
  #held: Parcel | null = null;
  #lastSent: Promise<unknown> = Promise.resolve();

  constructor(address: Address, means: CourierMeans) {
    this.#address = address;
    this.#means = means;
  }

  /** Resolves when what goes out now has been answered. */
  async announce(turn: Turn): Promise<void> {
    const parcel = { at: turn.at, letters: this.#address.lettersOf(turn), mishaps: this.#drawMishaps(turn) };
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

  async #send({ at, letters, mishaps }: Parcel): Promise<void> {
    const { agenda, postman, forge } = this.#means;
    const [first] = letters;
    if (mishaps.isForged && first !== undefined) await postman.deliver(forge(first), () => {});
    if (mishaps.isLost) return;
    const copies = mishaps.isTwice ? 2 : 1;
    this.#underWay += copies * letters.length;
    const onSettled = () => {
      this.#underWay -= 1;
      this.#noteAllTold();
    };
    const deliver = async () => {
      for (const letter of letters)
        await Promise.all(Array.from({ length: copies }, () => postman.deliver(letter, onSettled)));
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
}
