import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { lockPerson } from '#server/dialer/arm.ts';
import { pauseCampaign, retryCampaign } from '#server/dialer/campaign/verbs.ts';
import { claim } from '#server/dialer/claim.ts';
import { placeById } from '#server/dialer/place.ts';
import { stage } from '#server/dialer/stage.ts';
import { rungTwiceAtOnce } from '#test/support/heard.ts';
import { somePeople } from '#test/support/make.ts';
import { everybodyAnswers, everybodyIsBusy, nobodyAnswers } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

const at = '2026-03-09T10:00:00Z';
const [first = { phone: '' }, second = { phone: '' }] = somePeople(2);

async function suppress(workspaceId: string, phone: string): Promise<void> {
  await sql`
    insert into suppressions (workspace_id, phone, reason, source, created_at)
    values (${workspaceId}, ${phone}, 'asked', 'test', ${story.now})
  `.execute(story.system.db);
}

describe('a contact that is deleted', () => {
  it.each([
    { when: 'before the start', until: null },
    { when: 'while waiting in line', until: at },
    { when: 'while waiting for the window', until: null, window: ['12:00', '18:00'] as [string, string] },
  ])('$when is never called and ends cancelled', async ({ until, window = ['09:00', '18:00'] as [string, string] }) => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: 1 });
    const campaignId = await story.started(workspace, { people: [first, second], window });
    if (until) await story.runTo(until);
    await sql`delete from contacts where phone = ${second.phone}`.execute(story.system.db);
    await story.runOut();
    expect((await story.log()).map(({ to }) => to)).toEqual([first.phone]);
    expect((await story.people(campaignId)).map(({ status, attempts }) => [status, attempts])).toEqual([
      ['completed', 1],
      ['cancelled', 0],
    ]);
    expect(await story.status(campaignId)).toBe('completed');
    expect(await story.violations()).toEqual([]);
  });

  it('while a retry is due is not called again', async () => {
    story = await Story.begin({ at, simulator: everybodyIsBusy });
    const workspace = await story.workspace();
    const campaignId = await story.started(workspace, { people: [first], retry: { maxRetries: 3, delays: ['PT1H'] } });
    await story.runTo('2026-03-09T10:30:00Z');
    await sql`delete from contacts`.execute(story.system.db);
    await story.runOut();
    expect(await story.log()).toHaveLength(1);
    expect(await story.people(campaignId)).toMatchObject([{ status: 'cancelled', attempts: 1 }]);
    expect(await story.violations()).toEqual([]);
  });

  it('while on the phone is left to end the call, and is not called again', async () => {
    story = await Story.begin({ at, simulator: nobodyAnswers });
    const workspace = await story.workspace();
    const campaignId = await story.started(workspace, { people: [first], retry: { maxRetries: 3, delays: ['PT1H'] } });
    await story.runTo('2026-03-09T10:00:10Z');
    await sql`delete from contacts`.execute(story.system.db);
    await story.runOut();
    expect(await story.log()).toMatchObject([{ disposition: 'no_answer' }]);
    expect(await story.people(campaignId)).toMatchObject([{ status: 'failed', attempts: 1 }]);
    expect(await story.violations()).toEqual([]);
  });

  it('after not being reached is not called by a retry on demand', async () => {
    story = await Story.begin({ at, simulator: everybodyIsBusy });
    const workspace = await story.workspace();
    const campaignId = await story.started(workspace, { people: [first] });
    await story.runOut();
    await sql`delete from contacts`.execute(story.system.db);
    expect(await retryCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId, actor: 'test' })).toBe(
      0,
    );
    await story.runOut();
    expect(await story.log()).toHaveLength(1);
    expect(await story.violations()).toEqual([]);
  });
});

describe('a suppressed person', () => {
  it('is not called by any campaign of the workspace, and by those of others as before', async () => {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const [workspace, other] = [await story.workspace(), await story.workspace()];
    await suppress(workspace.workspaceId, first.phone);
    const campaigns = [
      await story.started(workspace, { people: [first, second] }),
      await story.started(workspace, { people: [first] }),
    ];
    const elsewhere = await story.started(other, { people: [first] });
    await story.runOut();
    expect((await story.log()).map(({ to, campaignId }) => [to, campaignId]).toSorted()).toEqual(
      [
        [second.phone, campaigns[0]],
        [first.phone, elsewhere],
      ].toSorted(),
    );
    for (const campaignId of campaigns) {
      expect((await story.people(campaignId))[0]).toMatchObject({ status: 'suppressed', attempts: 0 });
      expect(await story.status(campaignId)).toBe('completed');
    }
    expect(await story.violations()).toEqual([]);
  });

  it('is not called again when it happened between two attempts or during one', async () => {
    story = await Story.begin({ at, simulator: nobodyAnswers });
    const workspace = await story.workspace();
    const campaignId = await story.started(workspace, {
      people: [first, second],
      retry: { maxRetries: 3, delays: ['PT1H'] },
    });
    await story.runTo('2026-03-09T10:00:20Z');
    await suppress(workspace.workspaceId, first.phone);
    await story.runTo('2026-03-09T10:30:00Z');
    await suppress(workspace.workspaceId, second.phone);
    await story.runOut();
    expect(await story.log()).toHaveLength(2);
    expect((await story.people(campaignId)).map(({ status, attempts }) => [status, attempts])).toEqual([
      ['suppressed', 1],
      ['suppressed', 1],
    ]);
    expect(await story.violations()).toEqual([]);
  });
});

it('never rings a person of two campaigns twice at once, and calls for each of them', async () => {
  story = await Story.begin({ at, simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 6 });
  const people = somePeople(4);
  const campaignIds = [
    await story.started(workspace, { people }),
    await story.started(workspace, { people: people.toReversed() }),
  ];
  await story.runOut();
  const log = await story.log();
  expect(log).toHaveLength(8);
  expect(rungTwiceAtOnce(log)).toEqual([]);
  for (const campaignId of campaignIds) expect(await story.counts(campaignId)).toMatchObject({ completed: 4 });
  expect(await story.violations()).toEqual([]);
});

describe('a dial and what forbids it, at the same moment', () => {
  /** One call that is claimed and not yet placed. */
  async function claimed() {
    story = await Story.begin({ at, simulator: everybodyAnswers });
    const workspace = await story.workspace();
    const campaignId = await story.started(workspace, { people: [first] });
    await stage(story.system);
    const [call] = await claim(story.system);
    const callId = call?.id ?? '';
    return { workspaceId: workspace.workspaceId, campaignId, callId };
  }

  /** Resolves when a session of this story's database waits for a lock. */
  async function untilSomebodyWaits(): Promise<void> {
    for (;;) {
      const { rows } = await sql`
        select from pg_locks l join pg_stat_activity a on a.pid = l.pid where not l.granted and a.datname = current_database()
      `.execute(story.system.db);
      if (rows.length > 0) return;
    }
  }

  it('an opt-out that is being recorded is waited for: the person is not called', async () => {
    const { workspaceId, campaignId, callId } = await claimed();
    let placing: Promise<void> | undefined;
    await story.system.db.transaction().execute(async (trx) => {
      await lockPerson(trx, workspaceId, first.phone);
      placing = placeById(story.system, callId);
      await untilSomebodyWaits();
      await sql`
        insert into suppressions (workspace_id, phone, reason, source, created_at)
        values (${workspaceId}, ${first.phone}, 'asked', 'test', ${story.now})
      `.execute(trx);
    });
    await placing;
    await story.runOut();
    expect(await story.log()).toEqual([]);
    expect(await story.people(campaignId)).toMatchObject([{ status: 'suppressed', attempts: 0 }]);
    expect(await story.violations()).toEqual([]);
  });

  it('an opt-out that comes once the dial is decided is not recorded before the dial has committed', async () => {
    const { workspaceId, callId } = await claimed();
    const order: string[] = [];
    await story.system.db.transaction().execute(async (trx) => {
      // The dial takes the person's lock, then waits for the campaign's row.
      await sql`select from campaigns where workspace_id = ${workspaceId} for update`.execute(trx);
      const placing = placeById(story.system, callId).then(() => order.push('dialled'));
      await untilSomebodyWaits();
      const optOut = story.system.db.transaction().execute((other) => lockPerson(other, workspaceId, first.phone));
      void optOut.then(() => order.push('recorded'));
      void placing;
      expect(order).toEqual([]);
    });
    await story.runOut();
    expect(order).toHaveLength(2);
    expect(await story.log()).toHaveLength(1);
    expect(await story.violations()).toEqual([]);
  });

  it('a pause that is being made is waited for: the call is not placed and its attempt is given back', async () => {
    const { workspaceId, campaignId, callId } = await claimed();
    let placing: Promise<void> | undefined;
    await story.system.db.transaction().execute(async (trx) => {
      await sql`update campaigns set status = 'paused' where workspace_id = ${workspaceId}`.execute(trx);
      placing = placeById(story.system, callId);
      await untilSomebodyWaits();
    });
    await placing;
    await story.runOut();
    expect(await story.log()).toEqual([]);
    expect(await story.people(campaignId)).toMatchObject([{ status: 'queued', attempts: 0 }]);
    expect(await story.violations()).toEqual([]);
  });

  it('a pause is answered only when no call that was decided before it is still on its way', async () => {
    const order: string[] = [];
    const posted = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    story = await Story.begin({
      at,
      simulator: everybodyAnswers,
      wrapProvider: (real) => ({
        ...real,
        placeCall: async (account, request) => {
          posted.resolve();
          await answer.promise;
          const result = await real.placeCall(account, request);
          order.push('placed');
          return result;
        },
      }),
    });
    const workspace = await story.workspace();
    const campaignId = await story.started(workspace, { people: [first] });
    const placing = story.settle();
    await posted.promise;
    const ref = { workspaceId: workspace.workspaceId, campaignId, actor: 'test' };
    const pausing = pauseCampaign(story.system, ref).then(() => order.push('paused'));
    for (let looks = 0; looks < 5; looks++) expect(await story.status(campaignId)).toMatch(/running|paused/);
    expect(order).toEqual([]);
    answer.resolve();
    await Promise.all([pausing, placing]);
    expect(order).toEqual(['placed', 'paused']);
    await story.runOut();
    expect(await story.violations()).toEqual([]);
  });

  it('two workers that place the same call post it once', async () => {
    const { callId } = await claimed();
    await Promise.all([
      placeById(story.system, callId),
      placeById(story.system, callId),
      placeById(story.system, callId),
    ]);
    await story.runOut();
    expect(await story.log()).toHaveLength(1);
    expect(await story.violations()).toEqual([]);
  });
});
