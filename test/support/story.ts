import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { sql } from 'kysely';
import { createLog } from '#server/log.ts';
import type { Provider } from '#server/provider.ts';
import { provider } from '#server/providers/providers.ts';
import type { System } from '#server/system.ts';
import { startCampaign } from '#server/dialer/campaign/verbs.ts';
import { claim } from '#server/dialer/claim.ts';
import { foldDeltas, readCounts } from '#server/dialer/ledger/counts.ts';
import type { CampaignCounts } from '#server/dialer/ledger/counts.ts';
import { placeById } from '#server/dialer/place.ts';
import { createReceiver } from '#server/dialer/receive.ts';
import { reconcile } from '#server/dialer/reconcile.ts';
import { askAgain } from '#server/dialer/restored/ask-again.ts';
import { settleInbox } from '#server/dialer/settle.ts';
import { nextInstant, stage } from '#server/dialer/stage.ts';
import type { LogEntry } from '#simulator/call.ts';
import { sign } from '#simulator/webhooks/native-letter.ts';
import type { SettingsChange } from '#simulator/settings.ts';
import { startSimulator } from '#simulator/simulator.ts';
import type { Simulator, SimulatorOptions } from '#simulator/simulator.ts';
import { TestClock } from './clock.ts';
import { createDatabase } from './database.ts';
import { violations } from './invariants.ts';
import { Placing } from './placing.ts';
import { makeCampaign, makePeople, makeWorkspace } from './make.ts';
import type { CampaignWishes, MadeWorkspace, Person } from './make.ts';
import { testVault } from './vault.ts';

export type PersonStanding = {
  id: string;
  phone: string;
  status: string;
  attempts: number;
  dueAt: Date | null;
  lastDisposition: string | null;
};

/** An accepted call in the simulator's log, with whose it was. */
export type Heard = LogEntry & { workspaceId: string; campaignId: string };

export type StoryOptions = {
  /** When it begins. */
  at: string;
  systemLimit?: number;
  simulator?: SimulatorOptions['settings'];
  /** The words that the simulated network speaks; its own unless given. */
  dialect?: SimulatorOptions['dialect'];
  seed?: number;
  /** Time goes on in steps so long, and the engine learns at once what happened in each. */
  strideMs?: number;
  /** Real milliseconds that a create-call may stay unanswered; short where a story lets one hang. */
  answerWithinMs?: number;
  /** Stands between the engine and the simulator's adapter. */
  wrapProvider?: (real: Provider) => Provider;
};

/**
 * A whole installation on a clock that stands still: real PostgreSQL, the simulator over real HTTP, the engine's own
 * verbs called as the dialer calls them, until nothing is left to do at this instant; then time moves to the next.
 */
export class Story {
  readonly system: System;
  readonly clock: TestClock;
  readonly simulator: Simulator;
  /** Nobody takes the jobs that place calls: they were lost, or come late. */
  areWorkersAway = false;
  readonly #placing: Placing;
  readonly #strideMs: number;
  readonly #hooks: Server;
  readonly #closeDatabase: () => Promise<void>;

  private constructor(parts: {
    system: System;
    clock: TestClock;
    placing: Placing;
    strideMs: number;
    simulator: Simulator;
    hooks: Server;
    closeDatabase: () => Promise<void>;
  }) {
    this.system = parts.system;
    this.clock = parts.clock;
    this.simulator = parts.simulator;
    this.#placing = parts.placing;
    this.#strideMs = parts.strideMs;
    this.#hooks = parts.hooks;
    this.#closeDatabase = parts.closeDatabase;
  }

  static async begin(options: StoryOptions): Promise<Story> {
    const clock = new TestClock(new Date(options.at));
    const { db, close } = await createDatabase();
    const simulator = await startSimulator({
      clock,
      seed: options.seed ?? 1,
      settings: options.simulator ?? {},
      ...(options.dialect === undefined ? {} : { dialect: options.dialect }),
    });
    const hooks = createServer();
    await new Promise<void>((resolve) => hooks.listen(0, '127.0.0.1', resolve));
    const wrap = options.wrapProvider ?? ((real: Provider) => real);
    const placing = new Placing(clock);
    const system: System = {
      db,
      clock: placing,
      sandbox: null,
      jobs: { add: async () => {}, work: () => {}, every: async () => {}, close: async () => {} },
      bus: { publish: async () => {}, subscribe: () => () => {}, close: async () => {} },
      log: createLog('silent'),
      provider: (name) => wrap(provider(name)),
      vault: testVault(),
      publicUrl: `http://127.0.0.1:${(hooks.address() as AddressInfo).port}`,
      simulatorUrl: simulator.url,
      network: { sendWithinMs: 2000, answerWithinMs: options.answerWithinMs ?? 5000 },
    };
    const receive = createReceiver(system);
    hooks.on('request', async (request, response) => {
      const [, , name = '', token = ''] = new URL(request.url ?? '/', 'http://any').pathname.split('/');
      const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, String(value)]));
      const body = Buffer.from(await text(request));
      const received = await receive({
        provider: name,
        token,
        headers,
        body,
        url: `${system.publicUrl}${request.url}`,
      });
      response.writeHead({ stored: 200, copy: 200, unknown_token: 404, bad_signature: 401 }[received.kind]).end();
    });
    if (options.systemLimit !== undefined) await sql`update system_slots set max = ${options.systemLimit}`.execute(db);
    return new Story({
      system,
      clock,
      placing,
      strideMs: options.strideMs ?? 1,
      simulator,
      hooks,
      closeDatabase: close,
    });
  }

  get now(): Date {
    return this.clock.now();
  }

  workspace(wishes: Omit<Parameters<typeof makeWorkspace>[1], 'at'> = {}): Promise<MadeWorkspace> {
    return makeWorkspace(this.system.db, { ...wishes, at: this.now });
  }

  campaign(workspace: MadeWorkspace, wishes: Omit<CampaignWishes, 'at'>): Promise<string> {
    return makeCampaign(this.system.db, workspace, { ...wishes, at: this.now });
  }

  /** A campaign that was started, with these people in it. */
  async started(workspace: MadeWorkspace, wishes: Omit<CampaignWishes, 'at'>): Promise<string> {
    const campaignId = await this.campaign(workspace, wishes);
    await this.start(workspace, campaignId);
    return campaignId;
  }

  async start({ workspaceId }: MadeWorkspace, campaignId: string): Promise<void> {
    await startCampaign(this.system, { workspaceId, campaignId, actor: 'test' });
  }

  /** More people for a campaign, in the contact book too. Returns the ids of the contacts. */
  enrol(workspace: MadeWorkspace, campaignId: string, people: Person[]): Promise<string[]> {
    return makePeople(this.system.db, { workspaceId: workspace.workspaceId, campaignId, people, at: this.now });
  }

  /** Changes what the simulated world is like, from now on. */
  async change(settings: SettingsChange): Promise<void> {
    const response = await fetch(`${this.simulator.url}/settings`, { method: 'PUT', body: JSON.stringify(settings) });
    if (!response.ok) throw new Error(await response.text());
  }

  /** Posts a webhook to a workspace's account, signed with this key. Returns the status of the answer. */
  async hook({ hookToken }: MadeWorkspace, { body, key }: { body: string; key: string }): Promise<number> {
    const url = `${this.system.publicUrl}/hooks/simulator/${hookToken}`;
    const headers = { 'x-simulator-signature': sign(body, key, this.now.getTime()) };
    return (await fetch(url, { method: 'POST', headers, body })).status;
  }

  /** Does all that is to be done at this instant. */
  async settle(): Promise<void> {
    for (let rounds = 0; rounds < 1000; rounds++) {
      const staged = await stage(this.system);
      const claimed = await claim(this.system);
      const placed = await this.#placeDue();
      const { count: settled } = await settleInbox(this.system);
      const asked = (await reconcile(this.system)) + Number(await askAgain(this.system));
      if (!staged && claimed.length + placed + settled + asked === 0) return void (await foldDeltas(this.system.db));
    }
    throw new Error('the story does not come to rest');
  }

  async #placeDue(): Promise<number> {
    if (this.areWorkersAway) return 0;
    const { rows } = await sql<{ id: string }>`
      select id from calls where status = 'claimed' and dial_at <= ${this.now} order by dial_at, id
    `.execute(this.system.db);
    await this.#placing.all(
      rows.map(
        ({ id }) =>
          () =>
            placeById(this.system, id),
      ),
    );
    return rows.length;
  }

  /** Lives through everything until this instant. */
  async runTo(instant: string | Date): Promise<void> {
    const end = new Date(instant);
    await this.settle();
    for (let next = await this.#next(); next && next <= end; next = await this.#next()) {
      await this.clock.advanceTo(new Date(Math.max(next.getTime(), this.now.getTime())));
      await this.settle();
    }
    await this.clock.advanceTo(end);
    await this.settle();
  }

  /** Lives on until no campaign is running, or nothing will ever happen again; a year at most. */
  async runOut(): Promise<void> {
    const end = this.now.getTime() + 366 * 24 * 3_600_000;
    await this.settle();
    for (let next = await this.#next(); next && next.getTime() < end; next = await this.#next()) {
      await this.clock.advanceTo(new Date(Math.max(next.getTime(), this.now.getTime())));
      await this.settle();
    }
  }

  async #next(): Promise<Date | null> {
    const { rows } = await sql<{ at: Date | null }>`
      select min(dial_at) as at from calls where status = 'claimed' and not ${this.areWorkersAway}
    `.execute(this.system.db);
    const due = [await nextInstant(this.system), rows[0]?.at ?? null].filter((at) => at !== null);
    // What is due by now is done; microseconds, which a Date has not, can make it seem otherwise.
    const later = due.map((at) => new Date(Math.max(at.getTime(), this.now.getTime() + 1)));
    const instants = [...later, this.clock.nextTimer()].filter((at) => at !== null);
    if (instants.length === 0) return null;
    const next = Math.min(...instants.map((at) => at.getTime()));
    return new Date(Math.ceil(next / this.#strideMs) * this.#strideMs);
  }

  async counts(campaignId: string): Promise<CampaignCounts> {
    const counts = (await readCounts(this.system.db, [campaignId])).get(campaignId);
    if (!counts) throw new Error(`campaign ${campaignId} has no counts`);
    return counts;
  }

  /** The people of a campaign in their order, as the engine sees them. */
  async people(campaignId: string): Promise<PersonStanding[]> {
    const { rows } = await sql<PersonStanding>`
      select id, phone, status, attempts, due_at as "dueAt", last_disposition as "lastDisposition"
      from enrollments where campaign_id = ${campaignId} order by position
    `.execute(this.system.db);
    return rows;
  }

  /** What the simulator accepted, in order, each with the workspace and the campaign that it was for. */
  async log(): Promise<Heard[]> {
    const { rows } = await sql<{ id: string; workspaceId: string; campaignId: string }>`
      select id, workspace_id as "workspaceId", campaign_id as "campaignId" from calls
    `.execute(this.system.db);
    const calls = new Map(rows.map((row) => [row.id, row]));
    return this.simulator.log().map((entry) => {
      const { workspaceId = '', campaignId = '' } = calls.get(entry.reference) ?? {};
      return { ...entry, workspaceId, campaignId };
    });
  }

  async status(campaignId: string): Promise<string> {
    const { rows } = await sql<{ status: string }>`select status from campaigns where id = ${campaignId}`.execute(
      this.system.db,
    );
    return rows[0]?.status ?? 'gone';
  }

  /** Rows of the invariant views: there must be none. */
  violations(): Promise<string[]> {
    return violations(this.system.db);
  }

  async end(): Promise<void> {
    await this.simulator.close();
    this.#hooks.closeAllConnections();
    await new Promise((resolve) => this.#hooks.close(resolve));
    await this.#closeDatabase();
  }
}
