/** People of one lane who are ready, by their place in the campaign's order; the lowest comes first. */
export class Line {
  readonly #heap: number[] = [];

  get size(): number {
    return this.#heap.length;
  }

  /** The first, or Infinity when nobody is ready. */
  get first(): number {
    return this.#heap[0] ?? Infinity;
  }

  add(person: number): void {
    const heap = this.#heap;
    let place = heap.length;
    heap.push(person);
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent] ?? 0;
      if (above <= person) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = person;
  }

  /** Takes the first out; nobody must be asked for of an empty line. */
  takeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let place = 0;
    for (let child = this.#child(place); (heap[child] ?? Infinity) < last; child = this.#child(place)) {
      heap[place] = heap[child] ?? 0;
      place = child;
    }
    heap[place] = last;
  }

  /** The place of the lower of the two below a place; beyond the end when there is none. */
  #child(place: number): number {
    const left = 2 * place + 1;
    const right = left + 1;
    return (this.#heap[right] ?? Infinity) < (this.#heap[left] ?? Infinity) ? right : left;
  }
}
