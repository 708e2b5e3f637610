/** What happens next in a simulated world: a binary heap of numbers, as a run makes tens of thousands of them. */
export class Agenda {
  readonly #at: number[] = [];
  readonly #kind: number[] = [];
  readonly #campaign: number[] = [];
  readonly #subject: number[] = [];
  /** The entry that `take` took. */
  at = 0;
  kind = 0;
  campaign = 0;
  subject = 0;

  /** When the earliest entry is; Infinity when there is none. */
  get next(): number {
    return this.#at[0] ?? Infinity;
  }

  add(at: number, kind: number, [campaign, subject]: readonly [number, number]): void {
    let place = this.#at.length;
    this.#at.push(at);
    this.#kind.push(kind);
    this.#campaign.push(campaign);
    this.#subject.push(subject);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      if ((this.#at[parent] ?? 0) <= at) break;
      this.#swap(place, parent);
      place = parent;
    }
  }

  /** Takes the earliest entry into the fields; false when there is none. */
  take(): boolean {
    const last = this.#at.length - 1;
    if (last < 0) return false;
    this.#swap(0, last);
    this.at = this.#at.pop() ?? 0;
    this.kind = this.#kind.pop() ?? 0;
    this.campaign = this.#campaign.pop() ?? 0;
    this.subject = this.#subject.pop() ?? 0;
    this.#sink(last);
    return true;
  }

  #sink(size: number): void {
    const at = this.#at;
    for (let place = 0; ;) {
      const left = 2 * place + 1;
      if (left >= size) return;
      const right = left + 1;
      const child = right < size && (at[right] ?? 0) < (at[left] ?? 0) ? right : left;
      if ((at[place] ?? 0) <= (at[child] ?? 0)) return;
      this.#swap(place, child);
      place = child;
    }
  }

  #swap(a: number, b: number): void {
    if (a === b) return;
    for (const column of [this.#at, this.#kind, this.#campaign, this.#subject]) {
      const kept = column[a] ?? 0;
      column[a] = column[b] ?? 0;
      column[b] = kept;
    }
  }
}
