import { PassThrough } from 'node:stream';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { createLog } from '#server/log.ts';
import { sign } from '#simulator/carriers/twilio/callback.ts';
import { hasContracts, readContract } from '#test/carriers/contracts.ts';
import { authToken } from '#test/carriers/twilio.ts';
import { beginAt } from '#test/support/at-carrier.ts';
import type { CarrierName, StoryAtCarrier } from '#test/support/at-carrier.ts';
import { dumpOf } from '#test/support/dump.ts';
import { somePeople } from '#test/support/make.ts';
import { everybodyAnswers } from '#test/support/outcomes.ts';

let begun: StoryAtCarrier;
afterEach(() => begun.story.end());

const at = '2026-03-09T15:00:00Z';

/** A genuine webhook of a call that nobody knows, or that cannot be read: the log tells of it. */
async function postOfNobody({ hookUrl }: StoryAtCarrier): Promise<void> {
  const form = { CallSid: 'CA0', CallStatus: 'completed', SequenceNumber: '1', Timestamp: new Date(at).toUTCString() };
  const headers = { 'x-twilio-signature': sign(hookUrl, form, authToken) };
  const response = await fetch(hookUrl, { method: 'POST', headers, body: new URLSearchParams(form) });
  expect(response.status).toBe(200);
}

it.each(['bolna', 'twilio', 'exotel'] as const)(
  'what is secret of an account at %s is in no table and no line of the log, whatever went wrong',
  async (name) => {
    const faults = { refuse429: 0.2, serverErrorBefore: 0.2, serverErrorAfter: 0.2, webhookForged: 0.5 };
    begun = await beginAt(name, { at, strideMs: 2000, simulator: { faults } });
    const { story, workspace, secrets } = begun;
    const logged: string[] = [];
    const stream = new PassThrough();
    stream.on('data', (line) => logged.push(String(line)));
    story.system.log = createLog('trace', stream);
    await story.started(workspace, { limit: 20, people: somePeople(12) });
    await story.runOut();
    await postOfNobody(begun);
    await story.settle();
    expect(logged.length).toBeGreaterThan(0);
    const kept = await dumpOf(story.system.db);
    expect(kept).toContain(name);
    expect(secrets.length).toBeGreaterThan(1);
    for (const secret of secrets) {
      expect(kept.split('\n').filter((line) => line.includes(secret))).toEqual([]);
      expect(logged.filter((line) => line.includes(secret))).toEqual([]);
    }
  },
);

const Vectors = z.object({ vectors: z.array(z.object({ path: z.string(), expectedToken: z.string() })) });

describe.skipIf(!hasContracts)('a webhook that nobody signed', () => {
  const read = (name: CarrierName) =>
    z.record(z.string(), z.unknown()).parse(readContract('fixtures/webhook-signature-vectors.json'))[name];

  it.each(['bolna', 'exotel'] as const)(
    'is taken with the right token alone, as the vectors of %s say',
    async (name) => {
      begun = await beginAt(name, { at });
      const { hookToken } = begun.workspace;
      for (const { path, expectedToken } of Vectors.parse(read(name)).vectors) {
        const isOurs = path.endsWith(`/${expectedToken}`);
        const url = isOurs ? begun.hookUrl : begun.hookUrl.replace(hookToken, path.split('/').at(-1) ?? '');
        expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(isOurs ? 200 : 404);
      }
    },
  );

  it('of one call changes nothing of another one whose address it came to', async () => {
    begun = await beginAt('exotel', { at, simulator: { ...everybodyAnswers, faults: { webhookLost: 1 } } });
    const { story, workspace, hookUrl } = begun;
    const campaignId = await story.started(workspace, { people: somePeople(2) });
    await story.settle();
    const calls = await sql<{ id: string; sid: string }>`
      select id, provider_call_id as sid from calls order by id
    `.execute(story.system.db);
    const [one, other] = calls.rows;
    const body = JSON.stringify({ CallSid: one?.sid, Status: 'busy', DateUpdated: '2026-03-09 20:30:01' });
    const headers = { 'content-type': 'application/json' };
    await fetch(`${hookUrl}?call_id=${other?.id}`, { method: 'POST', headers, body });
    await story.settle();
    const { rows } = await sql`select problem from webhook_inbox`.execute(story.system.db);
    expect(rows).toEqual([{ problem: 'a second call for one attempt' }]);
    const slots = await sql`select in_use as used from workspace_slots`.execute(story.system.db);
    expect(slots.rows).toEqual([{ used: 2 }]);
    await story.runOut();
    expect(await story.counts(campaignId)).toMatchObject({ calls_answered: 2, calls_busy: 0 });
    expect(await story.violations()).toEqual([]);
  });
});
