import type { Runner } from '#server/database/pool.ts';
import { listChangedCalls, listChangedCampaigns, listWatched } from './sql.ts';
import type { ChangedCall, Cursors } from './sql.ts';

/** Real milliseconds between two events of one kind about one thing: what changes meanwhile is told in the next. */
const [standingMs, callsMs] = [250, 1000];
const lot = 5000;
/** How long an id that was skipped may still be committed. */
const missingMs = 30_000;
const missingMax = 20_000;

export type ImportRef = { workspaceId: string; importId: string };

/** What is to be told now, of those who are watched. */
export type Due = {
  /** By id: the workspace, and the version that its standing has at least. */
  campaigns: Map<string, { workspaceId: string; version: number }>;
  /** By campaign. */
  calls: Map<string, { workspaceId: string; ids: Set<string> }>;
  imports: ImportRef[];
  /** Workspaces whose limits changed. */
  limits: Set<string>;
  /** Workspaces that are told the time; none unless the clock was set. */
  clock: string[];
  /** Workspaces that are to look again. */
  resets: string[];
};

type Moment = { at: number; now: Date };

/** Gathers what changed since it last looked, and holds back what was told just before. */
export class Changes {
  readonly #cursors: Cursors;
  /** Ids that were passed over: of transactions still under way, or undone. */
  readonly #missing = new Map<number, number>();
  readonly #toldAt = new Map<string, number>();
  readonly #campaigns: Due['campaigns'] = new Map();
  readonly #calls: Due['calls'] = new Map();
  readonly #imports = new Map<string, ImportRef>();
  readonly #limits = new Set<string>();
  #isClockSet = false;
  #isLost = false;

  constructor(cursors: Cursors) {
    this.#cursors = { ...cursors };
  }

  /** `message` names workspace and import; an empty one says that some may have been lost. */
  noteImport(message: string): void {
    const [workspaceId, importId] = message.split(' ');
    if (workspaceId && importId) this.#imports.set(importId, { workspaceId, importId });
    else this.#isLost = true;
  }

  /** `message` names the workspace, or nobody: everybody's. */
  noteLimits(message: string): void {
    this.#limits.add(message);
  }

  noteClock(): void {
    this.#isClockSet = true;
  }

  async gather(db: Runner, moment: Moment): Promise<Due> {
    await this.#readCampaigns(db, moment.now);
    await this.#readCalls(db, moment);
    const isForAll = this.#isClockSet || this.#isLost || this.#limits.has('');
    const watched = isForAll ? await listWatched(db, moment.now) : [];
    return this.#take(moment.at, watched);
  }

  async #readCampaigns(db: Runner, now: Date): Promise<void> {
    const rows = await listChangedCampaigns(db, { after: this.#cursors.version, now, limit: lot });
    for (const { id, workspaceId, version, isWatched } of rows) {
      this.#cursors.version = version;
      if (isWatched) this.#campaigns.set(id, { workspaceId, version });
    }
  }

  async #readCalls(db: Runner, { at, now }: Moment): Promise<void> {
    const missing = [...this.#missing.keys()];
    const rows = await listChangedCalls(db, { after: this.#cursors.callEvent, missing, now, limit: lot });
    for (const row of rows) {
      this.#noteGap(row.eventId, at);
      if (row.isWatched) this.#noteCall(row);
    }
    for (const [id, since] of this.#missing) {
      if (at - since < missingMs && this.#missing.size <= missingMax) break;
      this.#missing.delete(id);
    }
  }

  /** Ids are given before they are committed: what was passed over is looked for until it must have been undone. */
  #noteGap(eventId: number, at: number): void {
    this.#missing.delete(eventId);
    if (eventId <= this.#cursors.callEvent) return;
    const from = Math.max(this.#cursors.callEvent + 1, eventId - lot);
    for (let id = from; id < eventId; id += 1) this.#missing.set(id, at);
    this.#cursors.callEvent = eventId;
  }

  #noteCall({ campaignId, callId, workspaceId }: ChangedCall): void {
    const known = this.#calls.get(campaignId) ?? { workspaceId, ids: new Set() };
    known.ids.add(callId);
    this.#calls.set(campaignId, known);
  }

  #take(at: number, watched: string[]): Due {
    const limits = this.#limits.has('') ? new Set(watched) : new Set(this.#limits);
    const due: Due = {
      campaigns: this.#ripe(this.#campaigns, { at, prefix: 'campaign', gap: standingMs }),
      calls: this.#ripe(this.#calls, { at, prefix: 'calls', gap: callsMs }),
      imports: [...this.#ripe(this.#imports, { at, prefix: 'import', gap: standingMs }).values()],
      limits,
      clock: this.#isClockSet && this.#isRipe('clock', at, standingMs) ? watched : [],
      resets: this.#isLost ? watched : [],
    };
    if (due.clock.length > 0) this.#isClockSet = false;
    this.#isLost = false;
    this.#limits.clear();
    if (this.#toldAt.size > 10_000) this.#forget(at);
    return due;
  }

  #ripe<T>(from: Map<string, T>, how: { at: number; prefix: string; gap: number }): Map<string, T> {
    const ripe = new Map([...from].filter(([key]) => this.#isRipe(`${how.prefix} ${key}`, how.at, how.gap)));
    for (const key of ripe.keys()) from.delete(key);
    return ripe;
  }

  #isRipe(key: string, at: number, gap: number): boolean {
    if (at - (this.#toldAt.get(key) ?? Number.NEGATIVE_INFINITY) < gap) return false;
    this.#toldAt.set(key, at);
    return true;
  }

  #forget(at: number): void {
    for (const [key, told] of this.#toldAt) if (at - told > callsMs) this.#toldAt.delete(key);
  }
}
