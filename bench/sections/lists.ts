import { randomUUIDv7 } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { createApp } from '#server/app.ts';
import { realNow, stopwatch } from '#server/clock.ts';
import { hashOf } from '#server/http/actor.ts';
import { appOptions } from '#test/support/app-options.ts';
import { quantile, written } from '../figures.ts';
import { quietSystem } from '../ground.ts';
import type { BenchDatabase, Ground } from '../ground.ts';
import type { Section } from '../report.ts';
import { seedLists, seeded } from '../worlds/lists-seed.ts';

const key = 'carillon_bench_0123456789012345678901234567890123456789';
const big = seeded.bigCampaign;

/** How long the lists of the API take in a workspace with a thousand campaigns and a million people in them. */
export async function measureLists(ground: Ground, { isQuick }: { isQuick: boolean }): Promise<Section> {
  const people = isQuick ? 200_000 : 1_000_000;
  const times = isQuick ? 20 : 60;
  const database = await ground.database();
  await seedLists(database.db, people);
  const { app, close } = await openApp(database);
  const measured: { list: string; milliseconds: number[] }[] = [];
  for (const [list, path] of Object.entries({ ...lists(people), ...book(people) })) {
    measured.push({ list, milliseconds: await timePages(app, path, times) });
  }
  await app.close();
  await close();
  await database.drop();
  const p95 = (numbers: number[]) => quantile(numbers, 0.95);
  const worst = (isOfBook: boolean) =>
    Math.max(
      ...measured.filter(({ list }) => list in book(people) === isOfBook).map(({ milliseconds }) => p95(milliseconds)),
    );
  const target = (what: string, goal: number, reached: number) => ({
    what,
    goal: `≤ ${goal} ms`,
    reached: `${written(reached, 1)} ms`,
    isMet: reached <= goal,
  });
  return {
    title: 'Lists',
    text: [
      `Whole requests to the API in one process, one after the other, in a workspace with 1,000 campaigns and ${written(people)} people ` +
        `in them and in its contact book, half of these in one campaign; pages of 50. Of each list the first ${times / 2} pages (or the first page as often), and as many ` +
        'that begin far down.',
    ],
    head: ['list', 'p50 ms', 'p95 ms'],
    rows: measured.map(({ list, milliseconds }) => [
      list,
      written(quantile(milliseconds, 0.5), 1),
      written(p95(milliseconds), 1),
    ]),
    targets: [
      target('slowest list, p95', 50, worst(false)),
      target('slowest list of the contact book, p95', 100, worst(true)),
    ],
  };
}

type Path = { url: string; far?: (string | number)[] };

/** `far`: the key of a row far down, to begin a page after. */
function lists(people: number): Record<string, Path> {
  const at = realNow().toISOString();
  const middle = people / 4;
  return {
    campaigns: { url: '/campaigns' },
    'campaigns, active': { url: '/campaigns?status=active' },
    'campaigns by name': { url: '/campaigns?q=Recall%2099' },
    'queue of the workspace': { url: '/queue', far: ['queued', 1, 100, middle] },
    'queue, due later': { url: '/queue?status=waiting', far: ['waiting', 1, 20, middle, at] },
    'queue of the big campaign': { url: `/campaigns/${big}/queue`, far: ['queued', 1, 20, people * 0.75] },
    'its people due later': {
      url: `/campaigns/${big}/queue?status=waiting`,
      far: ['waiting', 1, 20, people * 0.75, at],
    },
    'people of the big campaign': { url: `/campaigns/${big}/contacts`, far: [people * 0.75] },
    'its suppressed': { url: `/campaigns/${big}/contacts?status=suppressed` },
    'its failed': { url: `/campaigns/${big}/contacts?status=failed`, far: [people * 0.75] },
    'its calls': { url: `/campaigns/${big}/calls` },
    'its calls that ended unknown': { url: `/campaigns/${big}/calls?disposition=unknown` },
    calls: { url: '/calls' },
    'calls, busy': { url: '/calls?disposition=busy' },
    'calls that ended unknown': { url: '/calls?disposition=unknown' },
    'calls in progress': { url: '/calls?status=active' },
    'queue statistics': { url: '/queue/statistics' },
  };
}

/** The contact book's lists and searches. */
function book(people: number): Record<string, Path> {
  const id = (number: number) => `00000006-0000-7000-8000-${String(number).padStart(12, '0')}`;
  const longAgo = new Date(realNow().getTime() - 60 * 86_400_000).toISOString();
  const middle = id(people / 2);
  return {
    contacts: { url: '/contacts', far: ['', middle] },
    'contacts by name': { url: '/contacts?sort=name', far: ['person 6', middle] },
    'contacts by last conversation': { url: '/contacts?sort=-lastConversation', far: [longAgo, middle] },
    'contacts longest without a conversation': { url: '/contacts?sort=lastConversation', far: [longAgo, middle] },
    'contacts talked with 60 days ago': { url: `/contacts?sort=-lastConversation&conversationBefore=${longAgo}` },
    'contacts of a common name': { url: '/contacts?q=Person' },
    'contacts of a rare name': { url: '/contacts?q=Person%2099999' },
    "contacts of nobody's name": { url: '/contacts?q=Nobody' },
    'contacts with an e-mail': { url: '/contacts?hasEmail=true' },
    'contacts by number': { url: '/contacts?q=%2B1313099' },
  };
}

async function openApp({ db, url }: BenchDatabase): Promise<{ app: FastifyInstance; close(): Promise<void> }> {
  await sql`
    insert into api_keys (workspace_id, id, name, prefix, hash, is_system_admin, scopes, created_at)
    values (${seeded.workspace}, ${randomUUIDv7()}, 'bench', 'bench', ${hashOf(key)}, false, '{viewer}', ${realNow()})
  `.execute(db);
  const { options, close } = appOptions(quietSystem(db), { databaseUrl: url, uploadFolder: '' });
  return { app: await createApp(options), close };
}

async function timePages(app: FastifyInstance, { url, far }: Path, times: number): Promise<number[]> {
  const milliseconds: number[] = [];
  let cursor: string | null = null;
  let signed: string | null = null;
  for (let page = -2; page < times / 2; page++) {
    const { took, next } = await ask(app, url, cursor);
    if (page >= 0) milliseconds.push(took);
    cursor = next;
    signed ??= next;
  }
  cursor = far && signed ? movedTo(signed, far) : null;
  for (let page = 0; page < times / 2; page++) {
    const { took, next } = await ask(app, url, cursor);
    milliseconds.push(took);
    cursor = next;
  }
  return milliseconds;
}

async function ask(
  app: FastifyInstance,
  url: string,
  cursor: string | null,
): Promise<{ took: number; next: string | null }> {
  const join = url.includes('?') ? '&' : '?';
  const elapsed = stopwatch();
  const response = await app.inject({
    url: `/api/v1${url}${cursor === null ? '' : `${join}cursor=${cursor}`}`,
    headers: { authorization: `Bearer ${key}` },
  });
  const took = elapsed();
  if (response.statusCode !== 200) throw new Error(`${url}: ${response.body}`);
  const { page } = response.json<{ page?: { nextCursor: string | null } }>();
  return { took, next: page?.nextCursor ?? null };
}

/** The cursor of the same list at another row. */
function movedTo(cursor: string, row: (string | number)[]): string {
  const [signature] = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as [string];
  return Buffer.from(JSON.stringify([signature, row])).toString('base64url');
}
