import { requireCampaign } from '#server/campaigns/sql.ts';
import { realNow } from '#server/clock.ts';
import { SingleFlight } from '#server/dialer/loop/single-flight.ts';
import type { Handlers } from '#server/http/mount.ts';
import type { System } from '#server/system.ts';
import { Publisher } from './publisher.ts';
import { keepWatching, listEvents, listEventsOf, readHead, watch } from './sql.ts';
import { LiveStream, textOf } from './stream.ts';
import type { Replay } from './stream.ts';
import { wantsOf } from './topics.ts';

/** Real milliseconds. */
const [beatMs, lookMs, renewMs, watchMs] = [15_000, 1000, 60_000, 600_000];
const rowsAtOnce = 1000;

type Asked = { workspaceId: string; topics: string | undefined; lastEventId: string | undefined };

export type Live = { handlers: Handlers['live']; close(): Promise<void> };

/** The open streams of this process. Nothing runs while there is none, and nobody has looked for ten minutes. */
export function createLive(system: System): Live {
  const streams = new Streams(system);
  return {
    handlers: {
      events: async (_system, { workspaceId }, { topics, lastEventId }) =>
        streams.open({ workspaceId, topics, lastEventId }),
      ofCampaign: async (_system, { workspaceId }, { id, lastEventId }) => {
        await requireCampaign(system.db, workspaceId, id);
        return streams.open({ workspaceId, topics: `campaign:${id}`, lastEventId });
      },
    },
    close: () => streams.close(),
  };
}

class Streams {
  readonly #system: System;
  readonly #publisher: Publisher;
  readonly #open = new Map<string, Set<LiveStream>>();
  readonly #reading: SingleFlight;
  /** The last event that was given to the streams; null while there are none. */
  #head: number | null = null;
  #stop: (() => void) | null = null;
  #isClosed = false;

  constructor(system: System) {
    this.#system = system;
    this.#publisher = new Publisher(system);
    this.#reading = new SingleFlight('live', system.log, () => this.#read());
  }

  async open({ workspaceId, topics, lastEventId }: Asked): Promise<LiveStream> {
    const wants = wantsOf(topics);
    await this.#publisher.lead();
    // Before the watch: what comes after it is seen, by this process too.
    this.#head ??= await readHead(this.#system.db);
    const now = realNow();
    const sinceId = await watch(this.#system.db, { workspaceId, now, until: later(now) });
    const from = readId(lastEventId);
    // Another process may have told more already than this one has read.
    const told = from === null ? 0 : await readHead(this.#system.db);
    const isResumed = from !== null && from >= sinceId && from <= told;
    const head = Math.max((this.#head ??= sinceId), sinceId);
    const stream = new LiveStream({
      greeting: isResumed ? 'retry: 3000\n\n' : greeting(head, lastEventId),
      replay: isResumed ? this.#replay(workspaceId, { after: from, upTo: head }) : null,
      after: isResumed ? Math.max(head, from) : head,
      wants,
      onEnd: (ended) => this.#forget(workspaceId, ended),
    });
    this.#keep(workspaceId, stream);
    return stream;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const set of this.#open.values()) for (const stream of set) stream.end();
    this.#rest();
    await Promise.all([this.#reading.close(), this.#publisher.close()]);
  }

  #replay(workspaceId: string, range: { after: number; upTo: number }): Replay {
    let { after } = range;
    return async () => {
      const rows = await listEventsOf(this.#system.db, { workspaceId, after, upTo: range.upTo, limit: rowsAtOnce });
      after = rows.at(-1)?.id ?? after;
      return rows;
    };
  }

  #keep(workspaceId: string, stream: LiveStream): void {
    if (this.#isClosed) return stream.end();
    const set = this.#open.get(workspaceId) ?? new Set();
    this.#open.set(workspaceId, set.add(stream));
    this.#stop ??= this.#run();
  }

  #forget(workspaceId: string, stream: LiveStream): void {
    const set = this.#open.get(workspaceId);
    set?.delete(stream);
    if (set?.size === 0) this.#open.delete(workspaceId);
    if (this.#open.size === 0) this.#rest();
  }

  /** All that goes on while a stream is open. */
  #run(): () => void {
    const timers = [
      setInterval(() => {
        for (const set of this.#open.values()) for (const stream of set) stream.beat();
      }, beatMs),
      setInterval(() => {
        this.#reading.wake();
        void this.#publisher.lead();
      }, lookMs),
      setInterval(() => void this.#renew(), renewMs),
    ];
    const unsubscribe = this.#system.bus.subscribe('live', () => this.#reading.wake());
    this.#reading.wake();
    return () => {
      for (const timer of timers) clearInterval(timer);
      unsubscribe();
    };
  }

  #rest(): void {
    this.#stop?.();
    this.#stop = null;
    this.#head = null;
  }

  async #renew(): Promise<void> {
    await keepWatching(this.#system.db, [...this.#open.keys()], later(realNow())).catch((err: unknown) =>
      this.#system.log.warn({ err }, 'open streams could not say that they are'),
    );
  }

  async #read(): Promise<boolean> {
    if (this.#head === null) return false;
    const rows = await listEvents(this.#system.db, { after: this.#head, limit: rowsAtOnce });
    for (const row of rows) {
      const text = this.#open.has(row.workspaceId) ? textOf(row) : '';
      for (const stream of this.#open.get(row.workspaceId) ?? []) stream.offer(row, text);
    }
    if (this.#head !== null) this.#head = rows.at(-1)?.id ?? this.#head;
    return rows.length === rowsAtOnce;
  }
}

function later(now: Date): Date {
  return new Date(now.getTime() + watchMs);
}

function readId(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** A first stream is ready; one that can't be gone on with is told so. */
function greeting(id: number, lastEventId: string | undefined): string {
  const kind = lastEventId === undefined || lastEventId === '' ? 'ready' : 'reset';
  return `retry: 3000\nid: ${id}\nevent: ${kind}\ndata: {}\n\n`;
}
