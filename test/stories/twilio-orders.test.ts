import { sql } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import { settleInbox } from '#server/dialer/settle.ts';
import { sign } from '#simulator/carriers/twilio/callback.ts';
import { authToken } from '#test/carriers/twilio.ts';
import { beginAt } from '#test/support/at-carrier.ts';
import type { StoryAtCarrier } from '#test/support/at-carrier.ts';
import { somePeople } from '#test/support/make.ts';
import { orders } from '#test/support/orders.ts';

const at = '2026-03-09T15:00:00Z';
const steps = ['initiated', 'ringing', 'in-progress', 'completed'];
/** What a call is told of; who answered is told apart. */
const told = [...steps, 'amd'];

/** Every order of it with a copy of one. */
const ordersWith = (copied: string) => [
  ...new Map(orders([...told, copied]).map((order) => [order.join(), order])).values(),
];

/** As many calls as a campaign may have at once. */
const ofACampaign = 50;

let begun: StoryAtCarrier;
afterEach(() => begun.story.end());

/** Twilio itself says nothing, and time stands still: a call hears what is posted here alone. */
async function callsAtTwilio(limit: number): Promise<Call[]> {
  const simulator = { dialsPerSecond: null, faults: { webhookLost: 1 } };
  begun = await beginAt('twilio', { at, systemLimit: limit, limit, simulator });
  const { story, workspace } = begun;
  await sql`update provider_account_slots set max = ${limit}`.execute(story.system.db);
  for (let from = 0; from < limit; from += ofACampaign)
    await story.started(workspace, {
      limit: ofACampaign,
      people: somePeople(Math.min(ofACampaign, limit - from), from),
    });
  await story.settle();
  const calls = await read(sql<Call>`select id, provider_call_id as sid from calls order by id`);
  expect(calls).toHaveLength(limit);
  return calls;
}

type Call = { id: string; sid: string };

function formOf({ sid }: Call, event: string, answeredBy: string): Record<string, string> {
  if (event === 'amd') return { CallSid: sid, AnsweredBy: answeredBy };
  const number = steps.indexOf(event);
  const Timestamp = new Date(Date.parse(at) + number * 10_000).toUTCString();
  const form = { CallSid: sid, CallStatus: event, SequenceNumber: String(number), Timestamp };
  return event === 'completed' ? { ...form, CallDuration: '10' } : form;
}

async function post(call: Call, form: Record<string, string>): Promise<void> {
  const url = `${begun.hookUrl}?call=${call.id}`;
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': sign(url, form, authToken),
  };
  const response = await fetch(url, { method: 'POST', headers, body: new URLSearchParams(form) });
  expect(response.status).toBe(200);
}

async function read<Row>(query: ReturnType<typeof sql<Row>>): Promise<Row[]> {
  return (await query.execute(begun.story.system.db)).rows;
}

async function settleAll(): Promise<void> {
  for (let count = 1; count > 0;) ({ count } = await settleInbox(begun.story.system));
}

it.each([
  { answeredBy: 'machine_start', copied: 'completed', disposition: 'voicemail', person: 'voicemail', talked: 0 },
  { answeredBy: 'human', copied: 'amd', disposition: 'answered', person: 'completed', talked: 10 },
])(
  'callbacks of Twilio in every order, with a copy of $copied, leave a call as they leave it in order: $answeredBy',
  { timeout: 120_000 },
  async ({ answeredBy, copied, disposition, person, talked }) => {
    const ways = ordersWith(copied);
    const limit = ways.length;
    const calls = await callsAtTwilio(limit);
    const { story } = begun;
    for (const turn of [0, 1, 2, 3, 4, 5]) {
      const sent = calls.map((call, index) => () => post(call, formOf(call, ways[index]?.[turn] ?? '', answeredBy)));
      for (let done = 0; done < sent.length; done += 100)
        await Promise.all(sent.slice(done, done + 100).map((each) => each()));
      await settleAll();
      const ended = ways.filter((way) => way.slice(0, turn + 1).includes('completed')).length;
      const [slots] = await read(sql<{ used: number }>`select in_use as used from workspace_slots`);
      expect([turn, slots?.used]).toEqual([turn, limit - ended]);
    }

    await story.settle();
    expect(
      await read(sql`
        select distinct status, disposition, talk_seconds, extracted, holds_slot,
          extract(second from ringing_at)::int as rang, extract(second from answered_at)::int as answered,
          extract(second from ended_at)::int as ended
        from calls
      `),
    ).toMatchObject([{ status: 'ended', disposition, talk_seconds: 10, rang: 10, answered: 20, ended: 30 }]);
    // Once each; a verdict that came later is told as one more ending, a voicemail.
    expect(
      await read(sql`
        select count(*)::int as endings, count(distinct call_id)::int as calls
        from call_events where kind = 'ended' and changed and disposition = 'answered'
      `),
    ).toEqual([{ endings: limit, calls: limit }]);
    expect(
      await read(sql`
        select sum(${sql.ref(person)})::int as people, sum(${sql.ref(`calls_${disposition}`)})::int as calls,
          sum(calls_placed)::int as placed, sum(calling)::int as calling, sum(talk_seconds)::int as talked
        from campaign_counts
      `),
    ).toEqual([{ people: limit, calls: limit, placed: limit, calling: 0, talked: limit * talked }]);
    expect(await read(sql`select distinct status from campaigns`)).toEqual([{ status: 'completed' }]);
    expect(await read(sql`select problem from webhook_inbox where problem is not null or applied_at is null`)).toEqual(
      [],
    );
    expect(await story.violations()).toEqual([]);
  },
);
