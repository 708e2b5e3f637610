import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import { afterEach, describe, expect, inject, it } from 'vitest';
import type { Provider, ProviderAccount } from '#server/provider.ts';
import { openExotel } from '#simulator/carriers/exotel/exotel.ts';
import type { Dialect } from '#simulator/dialect.ts';
import { accounts } from '#test/support/agreement.ts';
import { mostAtOnce, rungTwiceAtOnce } from '#test/support/heard.ts';
import { somePeople } from '#test/support/make.ts';
import type { MadeWorkspace } from '#test/support/make.ts';
import { everybodyAnswers } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';
import type { StoryOptions } from '#test/support/story.ts';

let story: Story;
/** Create-calls that arrived at the pretend Exotel. */
let posts: number;
afterEach(() => story.end());

/** Eleven in the morning in New York, where everybody lives. */
const at = '2026-03-09T15:00:00Z';
const credentials = { accountSid: 'acme1', apiKey: 'key', apiToken: 'token' };

/** Counts what arrives, before anything goes wrong with it. */
function counting(dialect: Dialect): Dialect {
  return {
    ...dialect,
    answer: (world, exchange) => {
      if (exchange.request.method === 'POST') posts += 1;
      return dialect.answer(world, exchange);
    },
  };
}

/** The adapter with the credentials that an operator would have saved. */
function withCredentials(real: Provider): Provider {
  const known = (account: ProviderAccount) => ({ ...account, credentials });
  return {
    ...real,
    placeCall: (account, request) => real.placeCall(known(account), request),
    fetchCall: (account, id) => real.fetchCall(known(account), id),
    findByAttempt: (account, attempt) => real.findByAttempt(known(account), attempt),
  };
}

/** A workspace whose account, number and agent are at the pretend Exotel. */
async function begin(options: Omit<StoryOptions, 'at' | 'dialect'>, agent: string): Promise<MadeWorkspace> {
  posts = 0;
  const dialect = counting(openExotel());
  story = await Story.begin({
    at,
    dialect,
    strideMs: 2000,
    systemLimit: 50,
    wrapProvider: withCredentials,
    ...options,
  });
  const workspace = await story.workspace({ limit: 20, baseUrl: story.simulator.url });
  const { workspaceId, accountId } = workspace;
  await sql`update provider_accounts set provider = 'exotel'`.execute(story.system.db);
  await sql`update agents set provider_agent_id = ${agent}`.execute(story.system.db);
  await sql`
    insert into phone_numbers (workspace_id, id, provider_account_id, phone)
    values (${workspaceId}, ${randomUUIDv7()}, ${accountId}, '+918000000001')
  `.execute(story.system.db);
  return workspace;
}

async function countCalls(condition: ReturnType<typeof sql>): Promise<number> {
  const { rows } = await sql<{ count: string }>`select count(*) from calls where ${condition}`.execute(story.system.db);
  return Number(rows[0]?.count);
}

const bot = 'wss://bot.example.com/media';
const retry = { maxRetries: 1, delays: ['PT10M'] };

describe('a whole campaign through Exotel is counted as its log has it', () => {
  it.each([
    { how: 'straight to a bot', agent: bot, simulator: {} },
    { how: 'through a flow', agent: '926', simulator: {} },
    {
      how: 'with callbacks late, twice, out of order and forged',
      agent: bot,
      simulator: {
        faults: { webhookLate: 0.3, webhookTwice: 0.3, webhookOutOfOrder: 0.3, webhookForged: 0.3 },
      },
    },
    {
      how: 'without a single callback, where no machine answers',
      agent: bot,
      simulator: { voicemailRate: 0, faults: { webhookLost: 1 } },
    },
  ])('$how', async ({ agent, simulator }) => {
    const workspace = await begin({ simulator }, agent);
    const campaignId = await story.started(workspace, { limit: 20, people: somePeople(40), retry });
    await story.runOut();
    expect(await story.status(campaignId)).toBe('completed');
    const { counted, heard } = await accounts(story, campaignId);
    expect(counted).toEqual(heard);
    expect(counted.unknown).toBe(0);
    const log = await story.log();
    expect(posts).toBe(log.length);
    expect(mostAtOnce(log)).toBeLessThanOrEqual(20);
    expect(rungTwiceAtOnce(log)).toEqual([]);
    expect(await story.violations()).toEqual([]);
  });
});

it('knows how long a person talked, and where it was recorded', async () => {
  const workspace = await begin({ simulator: everybodyAnswers }, bot);
  await story.started(workspace, { people: somePeople(1) });
  await story.runOut();
  const { rows } = await sql<Record<string, unknown>>`
    select disposition, talk_seconds as "talkSeconds", recording_url as "recordingUrl",
      to_char(answered_at at time zone 'UTC', 'HH24:MI:SS') as answered,
      to_char(ended_at at time zone 'UTC', 'HH24:MI:SS') as ended
    from calls
  `.execute(story.system.db);
  expect(rows).toMatchObject([
    {
      disposition: 'answered',
      talkSeconds: 55,
      recordingUrl: expect.stringContaining('https://recordings.exotel.example/'),
      answered: '15:00:05',
      ended: '15:01:00',
    },
  ]);
});

it('keeps the slot of a call that Exotel does not list, and may be talking, until it must be over', async () => {
  const simulator = { ...everybodyAnswers, faults: { serverErrorBefore: 1 } };
  const workspace = await begin({ simulator }, bot);
  const campaignId = await story.started(workspace, { people: somePeople(1) });
  await story.runTo('2026-03-09T15:12:00Z');
  expect(await story.counts(campaignId)).toMatchObject({ calling: 1 });
  expect(posts).toBe(1);
  await story.runOut();
  expect(posts).toBe(1);
  expect(await story.people(campaignId)).toMatchObject([{ status: 'failed', lastDisposition: 'unknown' }]);
  expect(await story.violations()).toEqual([]);
});

it('finds a call whose answer and callbacks were lost once it is over', async () => {
  const simulator = { ...everybodyAnswers, faults: { loseResponse: 1, webhookLost: 1 } };
  const workspace = await begin({ simulator }, bot);
  const campaignId = await story.started(workspace, { people: somePeople(3) });
  await story.runOut();
  expect(posts).toBe(3);
  expect(await story.counts(campaignId)).toMatchObject({ completed: 3, calls_answered: 3, calls_unknown: 0 });
  expect(await story.violations()).toEqual([]);
});

const everyFault = {
  refuse429: 0.02,
  serverErrorBefore: 0.02,
  serverErrorAfter: 0.02,
  loseResponse: 0.02,
  hang: 0.02,
  hangMs: 60_000,
  webhookLost: 0.1,
  webhookTwice: 0.1,
  webhookLate: 0.1,
  webhookOutOfOrder: 0.1,
  webhookForged: 0.1,
};

it(
  'posts every call once under every fault: nobody is rung twice, no slot leaks, nobody is lost (long: 10,000 calls)',
  { timeout: 3_600_000 },
  async () => {
    const people = inject('isLongRun') ? 10_000 : 300;
    const simulator = { faults: everyFault };
    const workspace = await begin({ simulator, answerWithinMs: 150, strideMs: 5000 }, bot);
    const campaignId = await story.started(workspace, { limit: 20, people: somePeople(people), retry });
    await story.runOut();
    expect(await story.status(campaignId)).toBe('completed');
    const log = await story.log();
    expect(posts).toBe(await countCalls(sql`placing_at is not null`));
    expect(new Set(log.map(({ reference }) => reference)).size).toBe(log.length);
    expect(rungTwiceAtOnce(log)).toEqual([]);
    expect(await countCalls(sql`holds_slot or ended_at is null`)).toBe(0);
    const statuses = new Set((await story.people(campaignId)).map(({ status }) => status));
    expect([...statuses].filter((status) => !['completed', 'voicemail', 'failed'].includes(status))).toEqual([]);
    expect(await story.violations()).toEqual([]);
  },
);
