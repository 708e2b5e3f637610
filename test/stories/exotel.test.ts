import { sql } from 'kysely';
import { afterEach, describe, expect, inject, it } from 'vitest';
import { accounts } from '#test/support/agreement.ts';
import { beginAt } from '#test/support/at-carrier.ts';
import type { StoryAtCarrier } from '#test/support/at-carrier.ts';
import { mostAtOnce, rungTwiceAtOnce } from '#test/support/heard.ts';
import { somePeople } from '#test/support/make.ts';
import { everybodyAnswers } from '#test/support/outcomes.ts';
import type { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

/** What a story at the pretend Exotel begins with: it is eleven in the morning in New York, where everybody lives. */
async function begin(options: Partial<Parameters<typeof beginAt>[1]>): Promise<StoryAtCarrier> {
  const begun = await beginAt('exotel', { at: '2026-03-09T15:00:00Z', strideMs: 2000, systemLimit: 50, ...options });
  ({ story } = begun);
  return begun;
}

async function countCalls(condition: ReturnType<typeof sql>): Promise<number> {
  const { rows } = await sql<{ count: string }>`select count(*) from calls where ${condition}`.execute(story.system.db);
  return Number(rows[0]?.count);
}

const retry = { maxRetries: 1, delays: ['PT10M'] };

describe('a whole campaign through Exotel is counted as its log has it', () => {
  const faults = { webhookLate: 0.3, webhookTwice: 0.3, webhookOutOfOrder: 0.3, webhookForged: 0.3 };
  it.each([
    { how: 'straight to a bot', wishes: {} },
    { how: 'through a flow', wishes: { agent: '926' } },
    { how: 'with callbacks late, twice, out of order and forged', wishes: { simulator: { faults } } },
    {
      how: 'without a single callback, where no machine answers',
      wishes: { simulator: { voicemailRate: 0, faults: { webhookLost: 1 } } },
    },
  ])('$how', async ({ wishes }) => {
    const { workspace, asked } = await begin(wishes);
    const campaignId = await story.started(workspace, { limit: 20, people: somePeople(40), retry });
    await story.runOut();
    expect(await story.status(campaignId)).toBe('completed');
    const { counted, heard } = await accounts(story, campaignId);
    expect(counted).toEqual(heard);
    expect(counted.unknown).toBe(0);
    const log = await story.log();
    expect(asked()).toHaveLength(log.length);
    expect(mostAtOnce(log)).toBeLessThanOrEqual(20);
    expect(rungTwiceAtOnce(log)).toEqual([]);
    expect(await story.violations()).toEqual([]);
  });
});

it('knows how long a person talked, and where it was recorded', async () => {
  const { workspace } = await begin({ simulator: everybodyAnswers });
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
  const { workspace, asked } = await begin({ simulator });
  const campaignId = await story.started(workspace, { people: somePeople(1) });
  await story.runTo('2026-03-09T15:12:00Z');
  expect(await story.counts(campaignId)).toMatchObject({ calling: 1 });
  expect(asked()).toHaveLength(1);
  await story.runOut();
  expect(asked()).toHaveLength(1);
  expect(await story.people(campaignId)).toMatchObject([{ status: 'failed', lastDisposition: 'unknown' }]);
  expect(await story.violations()).toEqual([]);
});

it('finds a call whose answer and callbacks were lost once it is over', async () => {
  const simulator = { ...everybodyAnswers, faults: { loseResponse: 1, webhookLost: 1 } };
  const { workspace, asked } = await begin({ simulator });
  const campaignId = await story.started(workspace, { people: somePeople(3) });
  await story.runOut();
  expect(asked()).toHaveLength(3);
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
    const { workspace, asked } = await begin({ simulator, answerWithinMs: 150, strideMs: 5000 });
    const campaignId = await story.started(workspace, { limit: 20, people: somePeople(people), retry });
    await story.runOut();
    expect(await story.status(campaignId)).toBe('completed');
    const log = await story.log();
    expect(asked()).toHaveLength(await countCalls(sql`placing_at is not null`));
    expect(new Set(asked()).size).toBe(asked().length);
    expect(new Set(log.map(({ reference }) => reference)).size).toBe(log.length);
    expect(rungTwiceAtOnce(log)).toEqual([]);
    expect(await countCalls(sql`holds_slot or ended_at is null`)).toBe(0);
    const statuses = new Set((await story.people(campaignId)).map(({ status }) => status));
    expect([...statuses].filter((status) => !['completed', 'voicemail', 'failed'].includes(status))).toEqual([]);
    expect(await story.violations()).toEqual([]);
  },
);
