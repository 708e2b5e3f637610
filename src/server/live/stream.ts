import type { LiveRow } from './sql.ts';

/** What waits for a reader who is slower than the events, in characters; then the stream ends and is gone on with. */
const waitingMax = 512 * 1024;

/** After so many beats, ten minutes, a stream ends: who goes on is asked anew who he is. */
const beatsMax = 40;

/** Events that are kept, page by page; an empty page is the last. */
export type Replay = () => Promise<LiveRow[]>;

export type StreamOptions = {
  /** Sent at once. */
  greeting: string;
  replay: Replay | null;
  /** Events up to this id are not for it: they were sent, or are replayed. */
  after: number;
  wants: (row: LiveRow) => boolean;
  onEnd: (stream: LiveStream) => void;
};

/**
 * One reader's stream of server-sent events as text, taken piece by piece as fast as it can be sent. Of what waits, a
 * newer standing of a campaign takes the older one's place.
 */
export class LiveStream implements AsyncIterableIterator<string> {
  readonly #options: StreamOptions;
  readonly #waiting = new Map<string, string>();
  #first: string[];
  #replay: Replay | null;
  #size = 0;
  #beats = 0;
  #isEnded = false;
  #taker: ((piece: IteratorResult<string>) => void) | null = null;

  constructor(options: StreamOptions) {
    this.#options = options;
    this.#first = [options.greeting];
    this.#replay = options.replay;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  offer(row: LiveRow, text: string): void {
    if (row.id <= this.#options.after || !this.#options.wants(row)) return;
    const key = row.kind === 'campaign.progress' ? `${row.kind} ${row.campaignId}` : String(row.id);
    this.#put(key, text);
  }

  /** Keeps the connection of an idle stream open. */
  beat(): void {
    this.#beats += 1;
    if (this.#beats >= beatsMax) this.end();
    else if (this.#taker) this.#put('beat', ':\n\n');
  }

  async next(): Promise<IteratorResult<string>> {
    const ready = this.#first.shift() ?? (await this.#replayed());
    if (ready !== undefined) return { done: false, value: ready };
    if (this.#isEnded) return { done: true, value: undefined };
    const waiting = this.#takeAll();
    if (waiting !== '') return { done: false, value: waiting };
    return new Promise((resolve) => {
      this.#taker = resolve;
    });
  }

  async return(): Promise<IteratorResult<string>> {
    this.end();
    return { done: true, value: undefined };
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#first = [];
    this.#replay = null;
    this.#waiting.clear();
    this.#give({ done: true, value: undefined });
    this.#options.onEnd(this);
  }

  async #replayed(): Promise<string | undefined> {
    if (!this.#replay) return undefined;
    const rows = await this.#replay();
    if (rows.length === 0) {
      this.#replay = null;
      return undefined;
    }
    const text = rows.filter(this.#options.wants).map(textOf).join('');
    return text === '' ? this.#replayed() : text;
  }

  #put(key: string, text: string): void {
    if (this.#isEnded) return;
    const older = this.#waiting.get(key);
    this.#waiting.delete(key);
    this.#waiting.set(key, text);
    this.#size += text.length - (older?.length ?? 0);
    if (this.#taker) this.#give({ done: false, value: this.#takeAll() });
    else if (this.#size > waitingMax) this.end();
  }

  #takeAll(): string {
    const all = [...this.#waiting.values()].join('');
    this.#waiting.clear();
    this.#size = 0;
    return all;
  }

  #give(piece: IteratorResult<string>): void {
    const taker = this.#taker;
    this.#taker = null;
    taker?.(piece);
  }
}

/** An event as it goes over the wire. */
export function textOf({ id, kind, data }: LiveRow): string {
  return `id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;
}
