/** Phone numbers and the row each came from first: 12 bytes a number, where a Map of strings takes about 100. */
export class SeenNumbers {
  /** Digits fit a double exactly; 0 is a free place. */
  #numbers = new Float64Array(1 << 12);
  #rows = new Int32Array(1 << 12);
  #count = 0;

  /** The row that had this E.164 number before; null when it is new, and then it is `row`'s. */
  note(phone: string, row: number): number | null {
    const number = Number(phone.slice(1));
    const place = this.#find(number);
    if (this.#numbers[place] === number) return this.#rows[place] ?? null;
    this.#numbers[place] = number;
    this.#rows[place] = row;
    this.#count += 1;
    if (this.#count * 2 > this.#numbers.length) this.#grow();
    return null;
  }

  /** Where the number is, or would be put: the next free place after the one its hash gives. */
  #find(number: number): number {
    const mask = this.#numbers.length - 1;
    const hash = Math.imul((number >>> 0) ^ Math.imul(number / 2 ** 32, 0x85ebca6b), 0x9e3779b1);
    let place = (hash ^ (hash >>> 15)) & mask;
    while (this.#numbers[place] !== 0 && this.#numbers[place] !== number) place = (place + 1) & mask;
    return place;
  }

  #grow(): void {
    const numbers = this.#numbers;
    const rows = this.#rows;
    this.#numbers = new Float64Array(numbers.length * 2);
    this.#rows = new Int32Array(rows.length * 2);
    for (const [index, number] of numbers.entries()) {
      if (number === 0) continue;
      const place = this.#find(number);
      this.#numbers[place] = number;
      this.#rows[place] = rows[index] ?? 0;
    }
  }
}
