type Waiting<Item, Result> = { item: Item; resolve: (result: Result) => void; reject: (cause: unknown) => void };

/**
 * Does together what gathers while the last lot is being done: at rest an item goes at once and alone, in a burst
 * hundreds share one transaction. An item whose lot fails is told so.
 */
export class Batch<Item, Result> {
  readonly #waiting: Waiting<Item, Result>[] = [];
  readonly #handle: (items: Item[]) => Promise<Result[]>;
  readonly #most: number;
  #isRunning = false;

  constructor(handle: (items: Item[]) => Promise<Result[]>, most: number) {
    this.#handle = handle;
    this.#most = most;
  }

  add(item: Item): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#waiting.push({ item, resolve, reject });
    if (!this.#isRunning) void this.#run();
    return promise;
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    // What arrives in the same turn of the event loop goes along.
    await new Promise(setImmediate);
    while (this.#waiting.length > 0) {
      const lot = this.#waiting.splice(0, this.#most);
      try {
        const results = await this.#handle(lot.map(({ item }) => item));
        lot.forEach(({ resolve }, index) => resolve(results[index] as Result));
      } catch (error) {
        for (const { reject } of lot) reject(error);
      }
    }
    this.#isRunning = false;
  }
}
