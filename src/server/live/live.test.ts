import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes, randomUUIDv7 } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { createClient } from '#client/client.ts';
import type { Client } from '#client/verbs.ts';
import type { LiveEvent } from '#contract/live.ts';
import { createApp } from '#server/app.ts';
import { createBus } from '#server/bus.ts';
import { SandboxClock, realNow } from '#server/clock.ts';
import { openDatabase } from '#server/database/pool.ts';
import { claim } from '#server/dialer/claim.ts';
import { stage } from '#server/dialer/stage.ts';
import { hashOf } from '#server/http/actor.ts';
import { createLog } from '#server/log.ts';
import { provider } from '#server/providers/providers.ts';
import { setSandboxClock } from '#server/sandbox/clock.ts';
import type { System } from '#server/system.ts';
import { startImportWorker } from '#server/imports/import-jobs.ts';
import { appOptions } from '#test/support/app-options.ts';
import { doneAtOnce } from '#test/support/jobs.ts';
import { createDatabase } from '#test/support/database.ts';
import type { TestDatabase } from '#test/support/database.ts';
import { makeCampaign, makeWorkspace, somePeople } from '#test/support/make.ts';
import type { MadeWorkspace } from '#test/support/make.ts';
import { problemOf } from '#test/support/problem.ts';
import { Changes } from './changes.ts';
import { readCursors } from './sql.ts';
import { LiveStream } from './stream.ts';
import type { LiveRow } from './sql.ts';
import { testVault } from '#test/support/vault.ts';

const at = new Date('2026-03-02T15:00:00Z');

type Process = { system: System; app: FastifyInstance; url: string; close(): Promise<void> };

let database: TestDatabase;
let folder: string;
let tenant: MadeWorkspace & { key: string };
let stranger: MadeWorkspace & { key: string };
let processes: Process[] = [];
let readers: AbortController[] = [];

beforeAll(async () => {
  database = await createDatabase();
  folder = await mkdtemp(join(tmpdir(), 'carillon-live-'));
  [tenant, stranger] = [await makeTenant(), await makeTenant()];
});
afterEach(async () => {
  for (const reader of readers) reader.abort();
  await Promise.all(processes.map((process) => process.close()));
  [readers, processes] = [[], []];
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true, force: true });
});

async function makeTenant() {
  const workspace = await makeWorkspace(database.db, { at });
  const key = `carillon_test_${randomBytes(32).toString('base64url')}`;
  await sql`
    insert into api_keys (workspace_id, id, name, prefix, hash, is_system_admin, scopes, created_at)
    values (${workspace.workspaceId}, ${randomUUIDv7()}, 'the test', 'test', ${hashOf(key)}, true, '{admin}', ${at})
  `.execute(database.db);
  return { ...workspace, key };
}

/** A server of the installation, with connections of its own. */
async function start(): Promise<Process> {
  const log = createLog('silent');
  const db = openDatabase({ url: database.url, log, size: 10 });
  const clock = new SandboxClock({ virtualAt: at, realAt: realNow(), speed: 1, skipIdle: false });
  const bus = await createBus({ databaseUrl: database.url, log });
  const system: System = {
    ...{ db, clock, sandbox: clock, bus, log, provider },
    jobs: doneAtOnce(),
    vault: testVault(),
    publicUrl: 'http://127.0.0.1:1',
    simulatorUrl: 'http://127.0.0.1:1',
    network: { sendWithinMs: 2000, answerWithinMs: 5000 },
  };
  const surroundings = appOptions(system, { databaseUrl: database.url, uploadFolder: folder });
  const app = await createApp(surroundings.options);
  await startImportWorker(system, folder);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  let closing: Promise<void> | undefined;
  const close = async () => {
    await app.close();
    await surroundings.close();
    await bus.close();
    await db.destroy();
  };
  const process = { system, app, url, close: () => (closing ??= close()) };
  processes.push(process);
  return process;
}

type Heard = { events: LiveEvent[]; stop(): void; until(is: (event: LiveEvent) => boolean): Promise<LiveEvent> };

/** Reads a stream from now on; resolves when it is ready. */
async function listen(client: Client, topics?: string): Promise<Heard> {
  const reader = new AbortController();
  readers.push(reader);
  const events: LiveEvent[] = [];
  void (async () => {
    const stream = client.live.events(topics === undefined ? {} : { topics }, { signal: reader.signal });
    for await (const event of stream) events.push(event);
  })();
  const until = (is: (event: LiveEvent) => boolean) =>
    vi.waitFor(() => events.find(is) ?? Promise.reject(new Error(`not among ${events.map(({ event }) => event)}`)), {
      timeout: 10_000,
      interval: 10,
    });
  await until(({ event }) => event === 'ready');
  return { events, stop: () => reader.abort(), until };
}

const clientOf = ({ url }: Process, { key } = tenant) => createClient({ url, key });
const makeDraft = (people = 0) =>
  makeCampaign(database.db, tenant, { at, people: somePeople(people), window: 'all day', limit: 50 });
const isNamed = (name: string) => (event: LiveEvent) => event.event === 'campaign.progress' && event.data.name === name;

describe('a stream', () => {
  it('tells where a campaign stands after each verb, the latest last', async () => {
    const one = await start();
    const client = clientOf(one);
    const id = await makeDraft(3);
    const heard = await listen(client);
    await client.campaigns.start({ id });
    await heard.until((event) => event.event === 'campaign.progress' && event.data.status === 'running');
    await stage(one.system);
    await heard.until((event) => event.event === 'campaign.progress' && event.data.counts.queued === 3);
    await client.campaigns.pause({ id });
    const paused = await heard.until((event) => event.event === 'campaign.progress' && event.data.status === 'paused');
    expect(paused).toMatchObject({ data: { campaignId: id, allowedActions: expect.arrayContaining(['resume']) } });
    expect(paused).toMatchObject({ data: { counts: { total: 3, queued: 3 }, dispatch: { state: 'paused' } } });
    const snapshots = heard.events.flatMap((event) =>
      event.event === 'campaign.progress' ? [event.data.snapshot] : [],
    );
    expect(snapshots).toEqual(snapshots.toSorted((a, b) => a - b));
    await client.campaigns.delete({ id });
    await heard.until(({ event }) => event === 'campaign.deleted');
  });

  it('tells of calls that changed, as they are now', async () => {
    const one = await start();
    const id = await makeDraft(2);
    const heard = await listen(clientOf(one), `campaign:${id}`);
    await clientOf(one).campaigns.start({ id });
    await stage(one.system);
    await claim(one.system);
    const told = await heard.until(({ event }) => event === 'calls.changed');
    expect(told).toMatchObject({ data: { campaignId: id, calls: [{ status: 'claimed' }, { status: 'claimed' }] } });
    await clientOf(one).campaigns.cancel({ id });
  });

  it('tells of limits, the clock and imports, whichever process they changed in', async () => {
    const [one, two] = [await start(), await start()];
    const heard = await listen(clientOf(one), 'limits,clock,imports');
    await clientOf(two).admin.setWorkspaceConcurrency({ id: tenant.workspaceId, limit: 7 });
    expect(await heard.until(({ event }) => event === 'limits.changed')).toMatchObject({ data: { limit: 7 } });
    await setSandboxClock(two.system, { speed: 60, skipIdle: false });
    expect(await heard.until(({ event }) => event === 'clock.changed')).toMatchObject({ data: { speed: 60 } });
    const file = { content: new Blob(['phone\n+12125550199\n']), name: 'a.csv' };
    const made = await clientOf(two).imports.upload({ file });
    await two.system.bus.publish('import', `${tenant.workspaceId} ${made.id}`);
    const told = await heard.until(({ event }) => event === 'import.progress');
    expect(told).toMatchObject({ data: { importId: made.id, status: 'done', imported: 1 } });
    expect(new Set(heard.events.map(({ event }) => event))).toEqual(
      new Set(['ready', 'limits.changed', 'clock.changed', 'import.progress']),
    );
  });

  it("never tells of another workspace's things", async () => {
    const one = await start();
    const [ours, theirs] = [await listen(clientOf(one)), await listen(clientOf(one, stranger))];
    const id = await makeDraft();
    await clientOf(one).campaigns.change({ id, name: 'Ours' });
    const foreign = await makeCampaign(database.db, stranger, { at });
    await clientOf(one, stranger).campaigns.change({ id: foreign, name: 'Theirs' });
    await ours.until(isNamed('Ours'));
    await theirs.until(isNamed('Theirs'));
    const told = (heard: Heard) => JSON.stringify(heard.events);
    expect(told(ours)).not.toContain(foreign);
    expect(told(theirs)).not.toContain(id);
    const answer = problemOf(nextOf(clientOf(one, stranger).live.ofCampaign({ id })));
    expect((await answer).status).toBe(404);
  });

  it('refuses topics that there are none of', async () => {
    const one = await start();
    const problem = await problemOf(nextOf(clientOf(one).live.events({ topics: 'weather' })));
    expect([problem.status, problem.errors[0]?.pointer]).toEqual([422, '/query/topics']);
  });

  it('ends with its server, which closes at once', async () => {
    const one = await start();
    const response = await fetch(`${one.url}/api/v1/events`, { headers: { authorization: `Bearer ${tenant.key}` } });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const text = response.text();
    await one.close();
    expect(await text).toContain('event: ready');
  });
});

async function nextOf(stream: AsyncIterable<LiveEvent>): Promise<LiveEvent> {
  for await (const event of stream) return event;
  throw new Error('the stream ended');
}

describe('a stream that was interrupted', () => {
  it('goes on at another process, with every event once and in order', async () => {
    const [one, two] = [await start(), await start()];
    const whole = await listen(clientOf(two));
    const ids = await Promise.all(Array.from({ length: 5 }, () => makeDraft()));
    // The reader's connection is cut every few events; each time the other process takes it.
    const urls = [one.url, two.url];
    let connections = 0;
    const cut = async (input: string, init?: RequestInit) => {
      const url = input.replace(/^http:\/\/[^/]+/, urls[(connections += 1) % 2] ?? '');
      const response = await fetch(url, init);
      return new Response(response.body?.pipeThrough(new FirstFrames(4)), response);
    };
    const heard = await listen(createClient({ url: one.url, key: tenant.key, fetch: cut as typeof fetch }));
    for (const round of [1, 2, 3, 4, 5, 6]) {
      for (const id of ids) await clientOf(one).campaigns.change({ id, name: `Round ${round} ${id}` });
    }
    for (const id of ids) await heard.until(isNamed(`Round 6 ${id}`));
    for (const id of ids) await whole.until(isNamed(`Round 6 ${id}`));
    expect(connections).toBeGreaterThan(2);
    const [first] = heard.events;
    const after = ({ id }: LiveEvent) => Number(id) > Number(first?.id);
    const idsOf = ({ events }: Heard) => events.filter((event) => event !== first && after(event)).map(({ id }) => id);
    const last = Math.min(Number(idsOf(heard).at(-1)), Number(idsOf(whole).at(-1)));
    const upToLast = (heard: Heard) => idsOf(heard).filter((id) => Number(id) <= last);
    expect(upToLast(heard)).toEqual(upToLast(whole));
    expect(heard.events.map(({ event }) => event)).not.toContain('reset');
  });

  it.each([
    ['from before what is kept', '0'],
    ['from nowhere', 'yesterday'],
    ['from another installation', '900000000'],
  ])('%s is told to look again', async (_what, id) => {
    const one = await start();
    await listen(clientOf(one));
    const headers = { authorization: `Bearer ${tenant.key}`, 'last-event-id': id };
    const response = await fetch(`${one.url}/api/v1/events`, { headers });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toContain('event: reset');
    await reader?.cancel();
  });

  it('by the end of the process that wrote the events is told to look again, and goes on', async () => {
    const [one, two] = [await start(), await start()];
    await listen(clientOf(one));
    const heard = await listen(clientOf(two));
    await one.close();
    await heard.until(({ event }) => event === 'reset');
    const id = await makeDraft();
    await clientOf(two).campaigns.change({ id, name: 'After' });
    await heard.until(isNamed('After'));
  });
});

/** Lets that many server-sent events pass, then ends. */
class FirstFrames extends TransformStream<Uint8Array, Uint8Array> {
  constructor(count: number) {
    let left = count;
    let rest = '';
    const decoder = new TextDecoder();
    super({
      transform(piece, controller) {
        rest += decoder.decode(piece, { stream: true });
        for (let end = rest.indexOf('\n\n'); end >= 0 && left > 0; end = rest.indexOf('\n\n')) {
          controller.enqueue(new TextEncoder().encode(rest.slice(0, end + 2)));
          rest = rest.slice(end + 2);
          left -= 1;
        }
        if (left === 0) controller.terminate();
      },
    });
  }
}

describe('a reader who is slow', () => {
  const open = (ended: () => void = () => {}) =>
    new LiveStream({ greeting: 'hello', replay: null, after: 0, wants: () => true, onEnd: ended });
  const row = (id: number, kind: string, campaignId = 'a'): LiveRow => ({
    id,
    workspaceId: 'w',
    campaignId,
    kind,
    data: {},
  });

  it('gets the latest standing of each campaign, not all of them', async () => {
    const stream = open();
    await stream.next();
    for (let id = 1; id <= 1000; id += 1) stream.offer(row(id, 'campaign.progress', `c${id % 2}`), `<${id}>`);
    expect(await stream.next()).toEqual({ done: false, value: '<999><1000>' });
  });

  it('is let go when too much waits for him, and nothing is kept', async () => {
    const ended = vi.fn<() => void>();
    const stream = open(ended);
    const text = 'x'.repeat(1000);
    for (let id = 1; id <= 1000; id += 1) stream.offer(row(id, 'calls.changed'), text);
    expect(ended).toHaveBeenCalledOnce();
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('is kept connected while nothing happens', async () => {
    const stream = open();
    await stream.next();
    const next = stream.next();
    await new Promise((resolve) => setImmediate(resolve));
    stream.beat();
    expect(await next).toEqual({ done: false, value: ':\n\n' });
  });
});

describe('a stream that is open for long', () => {
  it('ends after ten minutes, so that a key that was revoked is not listened to for ever', () => {
    const ended = vi.fn<() => void>();
    const stream = new LiveStream({ greeting: '', replay: null, after: 0, wants: () => true, onEnd: ended });
    for (let beat = 1; beat < 40; beat += 1) stream.beat();
    expect(ended).not.toHaveBeenCalled();
    stream.beat();
    expect(ended).toHaveBeenCalledOnce();
  });
});

describe('what is read of calls', () => {
  it('misses nothing that was noted early and committed late', async () => {
    const own = await makeTenant();
    const id = await makeCampaign(database.db, own, { at, people: somePeople(2), window: 'all day' });
    const one = await start();
    await clientOf(one, own).campaigns.start({ id });
    await stage(one.system);
    const taken = (await claim(one.system)).map(({ id }) => id);
    expect(taken.length).toBe(2);
    await sql`
      insert into live_watches (workspace_id, since_id, until) values (${own.workspaceId}, 0, '2100-01-01')
    `.execute(database.db);
    const changes = new Changes(await readCursors(database.db));
    const note = (db: typeof database.db, callId: string | undefined) =>
      sql`
      insert into call_events (workspace_id, call_id, kind, source, at)
      values (${own.workspaceId}, ${callId}, 'asked', 'fetch', ${at})
    `.execute(db);
    const gather = async (moment: number) => {
      const due = await changes.gather(database.db, { at: moment, now: realNow() });
      return [...due.calls.values()].flatMap(({ ids }) => [...ids]);
    };
    await database.db.transaction().execute(async (trx) => {
      await note(trx, taken[0]);
      await note(database.db, taken[1]);
      expect(await gather(0)).toEqual([taken[1]]);
    });
    expect(await gather(2000)).toEqual([taken[0]]);
    expect(await gather(4000)).toEqual([]);
  });
});
