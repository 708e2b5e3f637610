import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { bookHandlers } from '#server/contacts/book.ts';
import { claim } from '#server/dialer/claim.ts';
import { settle } from '#server/dialer/settle.ts';
import { stage } from '#server/dialer/stage.ts';
import type { Actor } from '#server/http/actor.ts';
import { somePeople } from '#test/support/make.ts';
import { everybodyAnswers, everybodyIsBusy } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

const at = '2026-03-09T10:00:00Z';
const [first = { phone: '' }, second = { phone: '' }] = somePeople(2);
const as = ({ workspaceId }: { workspaceId: string }) => ({ workspaceId, name: 'test' }) as Actor;

async function idOf({ phone }: { phone: string }): Promise<string> {
  const { rows } = await sql<{ id: string }>`select id from contacts where phone = ${phone}`.execute(story.system.db);
  return rows[0]?.id ?? '';
}

describe('a deleted contact', () => {
  it.each([
    { when: 'before the start', isStarted: false, until: null },
    { when: 'in line', isStarted: true, until: at },
    { when: 'waiting for a retry', isStarted: true, until: '2026-03-09T10:05:00Z' },
  ])('leaves its queue at once, $when', async ({ isStarted, until }) => {
    story = await Story.begin({ at, simulator: everybodyIsBusy });
    const workspace = await story.workspace({ limit: until === at ? 0 : 2 });
    const wishes = { people: [first, second], retry: { maxRetries: 1, delays: ['PT1H'] } };
    const campaignId = isStarted ? await story.started(workspace, wishes) : await story.campaign(workspace, wishes);
    if (until) await story.runTo(until);
    const gone = await bookHandlers.delete(story.system, as(workspace), { id: await idOf(second) });
    expect(gone).toBeUndefined();
    expect((await story.people(campaignId))[1]?.status).toBe('cancelled');
    expect(await story.counts(campaignId)).toMatchObject({ cancelled: 1 });
    const before = (await story.log()).filter(({ to }) => to === second.phone).length;
    await story.runOut();
    expect((await story.log()).filter(({ to }) => to === second.phone)).toHaveLength(before);
    expect(await story.violations()).toEqual([]);
  });

  it('whose call is in progress ends it, and is not called again', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace();
    const campaignId = await story.started(workspace, { people: [first], retry: { maxRetries: 3, delays: ['PT1H'] } });
    await story.runTo('2026-03-09T10:00:20Z');
    const gone = await bookHandlers.delete(story.system, as(workspace), { id: await idOf(first) });
    expect(gone).toEqual({ status: 'deleting' });
    await story.runOut();
    expect(await story.log()).toMatchObject([{ disposition: 'answered' }]);
    expect(await story.people(campaignId)).toMatchObject([{ status: 'completed', attempts: 1 }]);
    expect(await story.violations()).toEqual([]);
  });
});

describe('a contact whose number is changed', () => {
  it('is called at the new one wherever it waits', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: 1 });
    const campaignId = await story.started(workspace, { people: [first, second] });
    await story.runTo('2026-03-09T10:00:20Z');
    await bookHandlers.change(story.system, as(workspace), { id: await idOf(second), phone: '+12125559999' });
    await story.runOut();
    expect((await story.log()).map(({ to }) => to)).toEqual([first.phone, '+12125559999']);
    expect(await story.counts(campaignId)).toMatchObject({ completed: 2 });
    expect(await story.violations()).toEqual([]);
  });

  it('is refused while it is on the phone, or claimed to be called', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace();
    await story.started(workspace, { people: [first] });
    await stage(story.system);
    await claim(story.system);
    const change = { id: await idOf(first), phone: '+12125559999' };
    await expect(bookHandlers.change(story.system, as(workspace), change)).rejects.toMatchObject({
      code: 'call_in_progress',
    });
    await story.runTo('2026-03-09T10:00:20Z');
    await expect(bookHandlers.change(story.system, as(workspace), change)).rejects.toMatchObject({
      code: 'call_in_progress',
    });
    await story.runOut();
    expect((await bookHandlers.change(story.system, as(workspace), change)).phone).toBe('+12125559999');
    expect(await story.violations()).toEqual([]);
  });

  it('to one that waits in the same campaign leaves the queue', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: 0 });
    const campaignId = await story.started(workspace, { people: [first, second] });
    await story.runTo(at);
    // The book does not know the first any more; the campaign does, and would call that number.
    await sql`update contacts set phone = '+12125558888' where phone = ${first.phone}`.execute(story.system.db);
    await bookHandlers.change(story.system, as(workspace), { id: await idOf(second), phone: first.phone });
    expect((await story.people(campaignId)).map(({ status }) => status)).toEqual(['queued', 'cancelled']);
    expect(await story.violations()).toEqual([]);
  });

  it('or whose time zone is, is called by its new clocks', async () => {
    story = await Story.begin({ at: '2026-03-09T14:00:00Z', simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: 0 });
    const campaignId = await story.started(workspace, {
      people: [first],
      clock: 'contact',
      window: ['09:00', '18:00'],
    });
    await story.runTo('2026-03-09T14:00:00Z');
    await bookHandlers.change(story.system, as(workspace), { id: await idOf(first), timeZone: 'Asia/Tokyo' });
    await sql`update workspace_slots set max = 2`.execute(story.system.db);
    await story.runOut();
    expect((await story.log()).map(({ accepted }) => accepted)).toEqual(['2026-03-10T00:00:00.000Z']);
    expect(await story.status(campaignId)).toBe('completed');
    expect(await story.violations()).toEqual([]);
  });
});

describe('the book keeps of a contact', () => {
  const known = async () => {
    const { rows } = await sql<Record<string, unknown>>`
      select successful_calls as successful, not_connected as "notConnected", last_conversation_at as at, last_summary as summary
      from contacts order by phone
    `.execute(story.system.db);
    return rows;
  };
  const answered = new Date('2026-03-09T10:00:05Z');

  async function talked(goalRate: number) {
    story = await Story.begin({ at, simulator: { ...everybodyAnswers, goalRate } });
    const workspace = await story.workspace();
    await story.started(workspace, { people: [first] });
    await story.runOut();
    const { rows } = await sql<{ callId: string; providerCallId: string; providerAccountId: string }>`
      select id as "callId", provider_call_id as "providerCallId", provider_account_id as "providerAccountId" from calls
    `.execute(story.system.db);
    const [call] = rows;
    if (!call) throw new Error('nobody was called');
    const later = { disposition: 'answered' as const, at: new Date('2026-03-09T12:00:00Z') };
    return {
      say: (fact: { disposition?: 'answered' | 'voicemail'; details?: object }) =>
        settle(story.system, [
          { ...call, source: 'fetch', inboxId: null, facts: [{ kind: 'ended', ...later, ...fact }] },
        ]),
    };
  }

  it('its conversations and those that met their goal', async () => {
    await talked(1);
    expect(await known()).toMatchObject([{ successful: 1, notConnected: 0, at: answered }]);
    expect((await known())[0]?.['summary']).toMatch(/\w/);
  });

  it('every call that did not reach it', async () => {
    story = await Story.begin({ at, simulator: everybodyIsBusy });
    await story.started(await story.workspace(), { people: [first], retry: { maxRetries: 2, delays: ['PT1H'] } });
    await story.runOut();
    expect(await known()).toEqual([{ successful: 0, notConnected: 3, at: null, summary: null }]);
  });

  it('what is learnt after the end, once', async () => {
    const { say } = await talked(0);
    const before = (await known())[0];
    for (const _ of [1, 2]) await say({ details: { goalMet: true, summary: 'Will come on Friday' } });
    expect(await known()).toEqual([{ ...before, successful: 1, summary: 'Will come on Friday' }]);
  });

  it('no conversation with a machine that was recognised late', async () => {
    const { say } = await talked(0);
    for (const _ of [1, 2]) await say({ disposition: 'voicemail' });
    expect(await known()).toEqual([{ successful: 0, notConnected: 1, at: null, summary: null }]);
  });

  it('both of two calls that end in one batch', async () => {
    const settings = { ...everybodyAnswers, goalRate: 1, disconnectBeforeEnd: true, endingLagSeconds: 3600 };
    story = await Story.begin({ at, simulator: settings });
    const workspace = await story.workspace();
    for (const _ of [1, 2]) await story.started(workspace, { people: [first] });
    await story.runTo('2026-03-09T10:03:00Z');
    const { rows } = await sql<{ callId: string; providerCallId: string; providerAccountId: string }>`
      select id as "callId", provider_call_id as "providerCallId", provider_account_id as "providerAccountId" from calls
    `.execute(story.system.db);
    expect(rows).toHaveLength(2);
    const ended = {
      kind: 'ended' as const,
      disposition: 'answered' as const,
      at: story.now,
      details: { goalMet: true },
    };
    await settle(
      story.system,
      rows.map((call) => ({ ...call, source: 'fetch' as const, inboxId: null, facts: [ended] })),
    );
    expect(await known()).toMatchObject([{ successful: 2 }]);
  });
});
