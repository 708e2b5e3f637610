import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createHealthApp } from '#server/app.ts';
import { openDatabase } from '#server/database/pool.ts';
import type { Database } from '#server/database/pool.ts';
import { startDialer } from '#server/dialer/dialer.ts';
import type { Dialer } from '#server/dialer/dialer.ts';
import { createLog } from '#server/log.ts';
import { createScrape } from '#server/metrics/facts.ts';
import { checkInvariants } from '#server/metrics/invariants.ts';
import { beginCounting } from '#server/metrics/metrics.ts';
import type { PlaceResult } from '#server/provider.ts';
import { providers } from '#server/providers/providers.ts';
import { TestApp } from '#test/support/app.ts';
import { somePeople } from '#test/support/make.ts';
import type { MadeWorkspace } from '#test/support/make.ts';
import { everybodyAnswers } from '#test/support/outcomes.ts';
import { holds, metricsIn, readExposition } from '#test/support/promql.ts';
import type { Sample } from '#test/support/promql.ts';
import { Story } from '#test/support/story.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFile(new URL(path, root), 'utf8');

type Alert = { name: string; expression: string; runbook: string };

/** The rules as they are shipped: what is tested is what is loaded. */
async function readAlerts(): Promise<Alert[]> {
  const rules = (await read('ops/prometheus/alerts.yml')).split('- alert: ').slice(1);
  return rules.map((rule) => ({
    name: rule.split('\n')[0] ?? '',
    expression: /^ +expr: (.+)$/m.exec(rule)?.[1] ?? '',
    runbook: /^ +runbook: (.+)$/m.exec(rule)?.[1] ?? '',
  }));
}

let alerts: Alert[];
let story: Story;
let workspace: MadeWorkspace;
let dialer: Dialer | undefined;
let weather: PlaceResult | undefined;

beforeAll(async () => {
  alerts = await readAlerts();
  beginCounting({ version: '0.0.0', role: 'all', providers: providers.map(({ name }) => name) });
});

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  weather = undefined;
  story = await Story.begin({
    at: '2026-03-09T10:00:00Z',
    strideMs: 1000,
    simulator: everybodyAnswers,
    wrapProvider: (real) => ({
      ...real,
      placeCall: async (...asked) => weather ?? real.placeCall(...asked),
      health: async () => {
        if (weather) throw new Error('Nobody is there.');
        return { kind: 'well', balance: null, callsAtOnce: null };
      },
    }),
  });
  workspace = await story.workspace({ limit: 2 });
});

afterEach(async () => {
  await dialer?.close();
  dialer = undefined;
  await story.end();
  vi.useRealTimers();
});

/** What GET /metrics says now, past what it keeps in memory. */
async function scrape({ db = story.system.db, hasDialer = true }: { db?: Database; hasDialer?: boolean } = {}) {
  const loopAt = () => (hasDialer ? (dialer?.lastPassAt() ?? new Date()) : null);
  const log = createLog('silent');
  const app = createHealthApp({
    db,
    dialer: () => ({ ok: true, detail: '' }),
    simulatorUrl: null,
    version: '0.0.0',
    scrape: createScrape({ db, clock: story.clock, log, loopAt }),
  });
  const answer = await app.inject('/metrics');
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  await app.close();
  return readExposition(answer.body);
}

function firing(first: Sample[], last: Sample[]): string[] {
  const scrapes = { first, last, at: new Date() };
  return alerts.filter(({ expression }) => holds(expression, scrapes)).map(({ name }) => name);
}

function holdsNow(name: string, seen: Sample[]): boolean {
  return firing(seen, seen).includes(name);
}

/** Real seconds and those of the story go by, and nobody does anything. */
async function pass(seconds: number): Promise<void> {
  vi.setSystemTime(Date.now() + seconds * 1000);
  await story.clock.advance(seconds * 1000);
}

async function calling(people = 4): Promise<string> {
  const campaignId = await story.started(workspace, { window: 'all day', people: somePeople(people) });
  await story.settle();
  return campaignId;
}

async function refusing(then: 'requeue' | 'fail_person', code: string): Promise<void> {
  weather = { kind: 'rejected', then, code, message: 'Not now.' };
  await story.started(workspace, { window: 'all day', people: somePeople(12) });
  await story.runTo(new Date(story.now.getTime() + 60_000));
}

async function stranger(number: number): Promise<void> {
  const body = JSON.stringify({
    ...{ eventId: `e${number}`, callId: `c${number}`, reference: 'nobody', status: 'ringing' },
    at: story.now.toISOString(),
  });
  expect(await story.hook(workspace, { body, key: workspace.hookToken })).toBe(200);
}

/** How each condition comes about; the last scrape where it is another than that of a dialer. */
const provoked: Record<string, () => Promise<void | Sample[]>> = {
  CarillonNoDialer: () => scrape({ hasDialer: false }),
  CarillonLoopStalled: async () => {
    dialer = startDialer(story.system);
    await vi.waitFor(() => expect(dialer?.lastPassAt()).not.toBeNull());
    // As long as it goes round, any time may pass.
    await pass(31);
    dialer.wake();
    await vi.waitFor(async () => expect(holdsNow('CarillonLoopStalled', await scrape())).toBe(false));
    const held = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const holding = story.system.db.transaction().execute(async (trx) => {
      await sql`lock table campaigns in share mode`.execute(trx);
      locked.resolve();
      await held.promise;
    });
    await locked.promise;
    dialer.wake();
    await pass(31);
    const seen = await scrape();
    held.resolve();
    await holding;
    return seen;
  },
  CarillonPassesFail: async () => {
    await sql`alter table webhook_inbox rename to elsewhere`.execute(story.system.db);
    const first = await scrape();
    dialer = startDialer(story.system);
    await vi.waitFor(async () => {
      dialer?.wake();
      expect(firing(first, await scrape())).toContain('CarillonPassesFail');
    });
    await sql`alter table elsewhere rename to webhook_inbox`.execute(story.system.db);
  },
  CarillonDatabaseAway: async () => {
    const db = openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', log: createLog('silent') });
    const seen = await scrape({ db });
    await db.destroy();
    return seen;
  },
  CarillonQueueLatency: async () => {
    await calling();
    await sql`update enrollments set status = 'waiting', due_at = ${story.now} where status = 'queued'`.execute(
      story.system.db,
    );
    await pass(61);
  },
  CarillonDialLatency: async () => {
    story.areWorkersAway = true;
    await calling();
    await pass(31);
  },
  CarillonSlotHeld: async () => {
    await calling();
    await sql`update calls set claimed_at = claimed_at - interval '3 hours'`.execute(story.system.db);
  },
  CarillonLimitExceeded: async () => {
    await calling();
    await sql`update workspace_slots set max = 1`.execute(story.system.db);
  },
  CarillonInitiationFailures: () => refusing('requeue', 'busy_here'),
  CarillonProviderClosed: () => refusing('requeue', 'unreachable'),
  CarillonWebhookLag: async () => {
    await stranger(1);
    await pass(31);
  },
  CarillonWebhookErrors: async () => {
    vi.useRealTimers();
    const api = await TestApp.open();
    for (let count = 0; count < 11; count++) await api.send('POST', '/hooks/simulator/nobody', { body: {}, key: null });
    await api.close();
  },
  CarillonWebhooksUnread: async () => {
    for (let count = 0; count < 11; count++) await stranger(count);
    await story.settle();
  },
  CarillonInvariantViolated: async () => {
    await sql`update workspace_slots set in_use = in_use + 1`.execute(story.system.db);
    await checkInvariants(story.system);
  },
  CarillonWindowViolated: async () => {
    await calling();
    await sql`update dial_evidence set all_day = false, first_call_time = '02:00', last_call_time = '03:00'`.execute(
      story.system.db,
    );
    await checkInvariants(story.system);
  },
  CarillonInvariantsNotChecked: async () => {
    await checkInvariants(story.system);
    await pass(3601);
  },
};

describe('an alert', () => {
  it('is there for every condition, reads metrics that are there, and leads to a runbook', async () => {
    expect(alerts.map(({ name }) => name)).toEqual(Object.keys(provoked));
    await checkInvariants(story.system);
    const known = new Set((await scrape()).map(({ name }) => name));
    const documents = await read('docs/operating.md');
    const headings = [...documents.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => anchorOf(title));
    for (const { name, expression, runbook } of alerts) {
      expect([name, metricsIn(expression).filter((metric) => !known.has(metric))]).toEqual([name, []]);
      expect([name, runbook.split('#')[0]]).toEqual([name, 'docs/operating.md']);
      expect(headings).toContain(runbook.split('#')[1]);
    }
  });

  it('is silent while all is well', async () => {
    await checkInvariants(story.system);
    const first = await scrape();
    await calling();
    await story.runOut();
    await checkInvariants(story.system);
    expect(firing(first, await scrape())).toEqual([]);
  });

  it.each(Object.entries(provoked))('%s is seen in /metrics when its condition comes about', async (name, provoke) => {
    await checkInvariants(story.system);
    const first = await scrape();
    expect(firing(first, first)).toEqual([]);
    const seen = await provoke();
    expect(firing(first, seen ?? (await scrape()))).toContain(name);
  });
});

it("every panel of Grafana's dashboard reads metrics that are there", async () => {
  await checkInvariants(story.system);
  await calling();
  await story.runOut();
  const known = (await scrape()).map(({ name }) => name);
  const expressions = [...(await read('ops/grafana/carillon.json')).matchAll(/"expr": "((?:[^"\\]|\\.)+)"/g)];
  expect(expressions.length).toBeGreaterThan(10);
  const missing = expressions.flatMap(([, expression = '']) => metricsIn(expression));
  expect([...new Set(missing)].filter((metric) => !known.includes(metric))).toEqual([]);
});

function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\w\s-]/g, '')
    .replaceAll(' ', '-');
}
