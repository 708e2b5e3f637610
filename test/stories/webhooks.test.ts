import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { accounts } from '#test/support/agreement.ts';
import { rungTwiceAtOnce } from '#test/support/heard.ts';
import { somePeople } from '#test/support/make.ts';
import { everybodyAnswers } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

const at = '2026-03-09T10:00:00Z';
const retry = { maxRetries: 1, delays: ['PT10M'] };

async function problems(): Promise<string[]> {
  const { rows } = await sql<{ problem: string }>`
    select problem from webhook_inbox where problem is not null
  `.execute(story.system.db);
  return rows.map(({ problem }) => problem);
}

describe('every call ends right, once, and is counted as the log has it', () => {
  it.each([
    { webhooks: 'come as they should', faults: {} },
    { webhooks: 'come late', faults: { webhookLate: 1, webhookLateSeconds: 90 } },
    { webhooks: 'come so late that the calls were asked about', faults: { webhookLate: 1, webhookLateSeconds: 4000 } },
    { webhooks: 'come twice at once', faults: { webhookTwice: 1 } },
    { webhooks: 'come out of order', faults: { webhookOutOfOrder: 1 } },
    { webhooks: 'come with forged ones ahead of them', faults: { webhookForged: 1 } },
    { webhooks: 'never come', faults: { webhookLost: 1 } },
    { webhooks: 'are forged, and the true ones never come', faults: { webhookForged: 1, webhookLost: 1 } },
    {
      webhooks: 'come in every wrong way',
      faults: { webhookLate: 0.3, webhookTwice: 0.3, webhookOutOfOrder: 0.3, webhookLost: 0.3 },
    },
  ])('when webhooks $webhooks', async ({ faults }) => {
    story = await Story.begin({ at, strideMs: 2000, simulator: { disconnectBeforeEnd: true, faults } });
    const workspace = await story.workspace({ limit: 4 });
    const campaignId = await story.started(workspace, { limit: 4, people: somePeople(8), retry });
    await story.runOut();
    const { counted, heard } = await accounts(story, campaignId);
    expect(counted).toEqual(heard);
    expect(rungTwiceAtOnce(await story.log())).toEqual([]);
    expect(await story.status(campaignId)).toBe('completed');
    expect(await problems()).toEqual([]);
    expect(await story.violations()).toEqual([]);
  });
});

it('knows how long a person talked, what it meant and when it rang, without a single webhook', async () => {
  const told = await lastCall({});
  expect(told).toMatchObject({
    disposition: 'answered',
    talkSeconds: 55,
    goalMet: true,
    rang: '10:00:01',
    answered: '10:00:05',
  });
  await story.end();
  expect(await lastCall({ webhookLost: 1 })).toEqual(told);
  expect(await story.violations()).toEqual([]);
});

async function lastCall(faults: { webhookLost?: number }) {
  story = await Story.begin({ at, simulator: { ...everybodyAnswers, goalRate: 1, faults } });
  await story.started(await story.workspace(), { people: somePeople(1) });
  await story.runOut();
  const { rows } = await sql<Record<string, unknown>>`
    select disposition, talk_seconds as "talkSeconds", goal_met as "goalMet", summary, transcript, extracted,
      cost_cents as "costCents", to_char(ringing_at at time zone 'UTC', 'HH24:MI:SS') as rang,
      to_char(answered_at at time zone 'UTC', 'HH24:MI:SS') as answered,
      to_char(ended_at at time zone 'UTC', 'HH24:MI:SS') as ended
    from calls
  `.execute(story.system.db);
  return rows[0];
}

it('frees the slot when the line goes dead, before the final word of the call has come', async () => {
  const settings = { ...everybodyAnswers, disconnectBeforeEnd: true, endingLagSeconds: 120 };
  story = await Story.begin({ at, simulator: settings });
  const workspace = await story.workspace({ limit: 1 });
  const campaignId = await story.started(workspace, { people: somePeople(2) });
  await story.runTo('2026-03-09T10:01:30Z');
  expect((await story.log()).map(({ accepted }) => accepted.slice(11, 19))).toEqual(['10:00:00', '10:01:00']);
  expect(await story.counts(campaignId)).toMatchObject({ calling: 2, completed: 0 });
  await story.runOut();
  expect(await story.counts(campaignId)).toMatchObject({ completed: 2 });
  expect(await story.violations()).toEqual([]);
});

it('ends a disconnected call with what is known when the final word never comes', async () => {
  const settings = { ...everybodyAnswers, disconnectBeforeEnd: true, endingLagSeconds: 80_000 };
  story = await Story.begin({ at, simulator: settings });
  const workspace = await story.workspace({ limit: 1 });
  const campaignId = await story.started(workspace, { people: somePeople(1) });
  await story.runTo('2026-03-09T11:00:00Z');
  expect(await story.counts(campaignId)).toMatchObject({ completed: 1, calls_answered: 1 });
  expect(await story.status(campaignId)).toBe('completed');
  expect(await story.violations()).toEqual([]);
  // The late word enriches the call and counts nothing twice.
  await story.runTo('2026-03-10T12:00:00Z');
  expect(await story.counts(campaignId)).toMatchObject({ completed: 1, calls_answered: 1, talk_seconds: 55 });
  expect(await story.violations()).toEqual([]);
});

describe('a webhook that is not what it should be', () => {
  it.each([
    { what: 'is signed but no JSON', body: 'ringing!' },
    {
      what: 'has a status that nobody knows',
      body: JSON.stringify({ eventId: 'x1', callId: 'sim_x_0', reference: 'r', status: 'levitating', at }),
    },
    {
      what: 'names a call that is not ours',
      body: JSON.stringify({
        eventId: 'x2',
        callId: 'sim_x_0',
        reference: crypto.randomUUID(),
        status: 'ended',
        disposition: 'busy',
        at,
      }),
    },
    {
      what: 'names no call of ours',
      body: JSON.stringify({ eventId: 'x3', callId: 'sim_x_0', reference: 'nobody', status: 'ringing', at }),
    },
  ])('because it $what is kept with its problem and changes nothing', async ({ body }) => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace();
    const campaignId = await story.started(workspace, { people: somePeople(1) });
    await story.settle();
    expect(await story.hook(workspace, { body, key: workspace.hookToken })).toBe(200);
    await story.settle();
    expect(await problems()).toHaveLength(1);
    await story.runOut();
    expect(await story.counts(campaignId)).toMatchObject({ completed: 1, calls_placed: 1 });
    expect(await story.violations()).toEqual([]);
  });

  it('because its signature or its address is wrong is refused', async () => {
    story = await Story.begin({ at });
    const workspace = await story.workspace();
    const body = JSON.stringify({ eventId: 'x4', callId: 'sim_x_0', reference: 'r', status: 'ringing', at });
    expect(await story.hook(workspace, { body, key: 'not the key' })).toBe(401);
    expect(await story.hook({ ...workspace, hookToken: 'nobody' }, { body, key: workspace.hookToken })).toBe(404);
    const { rows } = await sql`select from webhook_inbox`.execute(story.system.db);
    expect(rows).toEqual([]);
    expect(await story.violations()).toEqual([]);
  });

  it('because it names the call of another account changes nothing', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const [owner, stranger] = [await story.workspace(), await story.workspace()];
    const campaignId = await story.started(owner, { people: somePeople(1) });
    await story.settle();
    const [call] = await story.log();
    const lie = {
      eventId: 'x5',
      callId: call?.id,
      reference: call?.reference,
      status: 'ended',
      disposition: 'busy',
      at,
    };
    expect(await story.hook(stranger, { body: JSON.stringify(lie), key: stranger.hookToken })).toBe(200);
    await story.settle();
    expect(await problems()).toEqual(['names no call of this account']);
    expect(await story.counts(campaignId)).toMatchObject({ calling: 1 });
    await story.runOut();
    expect(await story.counts(campaignId)).toMatchObject({ completed: 1, calls_busy: 0 });
    expect(await story.violations()).toEqual([]);
  });

  it('because it tells of a second call for one attempt changes nothing and is kept', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace();
    const campaignId = await story.started(workspace, { people: somePeople(1) });
    await story.settle();
    const [call] = await story.log();
    const rival = {
      eventId: 'x6',
      callId: 'sim_other_0',
      reference: call?.reference,
      status: 'ended',
      disposition: 'busy',
      at,
    };
    await story.hook(workspace, { body: JSON.stringify(rival), key: workspace.hookToken });
    await story.runOut();
    expect(await problems()).toEqual(['a second call for one attempt']);
    expect(await story.counts(campaignId)).toMatchObject({ completed: 1, calls_busy: 0 });
    expect(await story.violations()).toEqual([]);
  });
});

it('turns a conversation into a voicemail when the machine is recognised after the end, once', async () => {
  story = await Story.begin({ at, simulator: everybodyAnswers });
  const workspace = await story.workspace();
  const campaignId = await story.started(workspace, { people: somePeople(1) });
  await story.runOut();
  const [call] = await story.log();
  const verdict = { callId: call?.id, reference: call?.reference, status: 'ended', disposition: 'voicemail', at };
  for (const eventId of ['v1', 'v2']) {
    await story.hook(workspace, { body: JSON.stringify({ ...verdict, eventId }), key: workspace.hookToken });
    await story.settle();
  }
  expect(await story.counts(campaignId)).toMatchObject({
    completed: 0,
    voicemail: 1,
    calls_answered: 0,
    calls_voicemail: 1,
  });
  expect(await story.violations()).toEqual([]);
});

it('takes in what PostgreSQL can not store as text: NUL and half characters in what strangers say', async () => {
  story = await Story.begin({ at, simulator: everybodyAnswers });
  const workspace = await story.workspace();
  const campaignId = await story.started(workspace, { people: somePeople(1) });
  await story.settle();
  const [call] = await story.log();
  const poison = {
    eventId: 'p1',
    callId: call?.id,
    reference: call?.reference,
    status: 'ended',
    disposition: 'answered',
    at,
    talkSeconds: 12.6,
    summary: 'nul \0 and half \ud83d',
    extracted: { note: '\0', list: ['\udc00'] },
  };
  await story.hook(workspace, { body: JSON.stringify(poison), key: workspace.hookToken });
  await story.settle();
  expect(await story.counts(campaignId)).toMatchObject({ completed: 1, talk_seconds: 13 });
  const { rows } = await sql`select summary, extracted from calls`.execute(story.system.db);
  expect(rows).toEqual([{ summary: 'nul  and half \ufffd', extracted: { note: '', list: ['\ufffd'] } }]);
  expect(await story.violations()).toEqual([]);
});
