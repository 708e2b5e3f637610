import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { callingHoursHandlers } from '#server/calling-hours/handlers.ts';
import { bookHandlers } from '#server/contacts/book.ts';
import { createMany } from '#server/contacts/create-many.ts';
import { addContacts } from '#server/contacts/handlers.ts';
import { enrollmentHandlers, queueHandlers } from '#server/queue/handlers.ts';
import { runImport } from '#server/imports/run-import.ts';
import { startImport } from '#server/imports/start-import.ts';
import { keyOf } from '#test/support/actor.ts';
import type { MadeWorkspace } from '#test/support/make.ts';
import { everybodyAnswers, everybodyIsBusy, nobodyAnswers } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

const actorOf = (workspace: MadeWorkspace) => keyOf(workspace, { isSystemAdmin: true });

const [miami, newYork, paris, tollFree] = ['+13055550100', '+12125550100', '+33123456789', '+18005550100'];

async function importText({ workspaceId }: MadeWorkspace, content: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'carillon-legal-hours-'));
  const path = join(folder, 'people.csv');
  await writeFile(path, content);
  await runImport(story.system, await startImport(story.system, { workspaceId }, { fileName: 'people.csv', path }));
  await rm(folder, { recursive: true });
}

describe('legal hours', () => {
  it('sit above the window of a campaign, on the clocks of the people, whatever clock its window is read on', async () => {
    story = await Story.begin({ at: '2026-11-20T00:00:00Z', simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: 10, legalHours: true });
    const people = [{ phone: miami }, { phone: newYork }, { phone: paris }];
    await story.started(workspace, { window: 'all day', limit: 10, people });
    await story.runOut();
    expect((await story.log()).map(({ to, accepted }) => [to, accepted]).toSorted()).toEqual([
      // 19:00 in New York; in Florida the law says until 20:00, so both are called at once.
      [newYork, '2026-11-20T00:00:00.000Z'],
      [miami, '2026-11-20T00:00:00.000Z'],
      [paris, '2026-11-20T09:00:00.000Z'],
    ]);
    expect(await story.violations()).toEqual([]);
  });

  it('put a retry off that would fall into the night, the lunch or the Sunday', async () => {
    story = await Story.begin({ at: '2026-11-20T11:45:00Z', simulator: nobodyAnswers });
    const workspace = await story.workspace({ legalHours: true });
    const retry = { maxRetries: 3, delays: ['PT30M', 'PT6H', 'PT24H'] };
    await story.started(workspace, { window: 'all day', people: [{ phone: paris }], retry });
    await story.runOut();
    expect((await story.log()).map(({ accepted }) => accepted.slice(0, 16))).toEqual([
      '2026-11-20T11:45',
      '2026-11-20T13:00',
      '2026-11-23T09:00',
      '2026-11-24T09:00',
    ]);
    expect(await story.violations()).toEqual([]);
  });

  it('are what a campaign spreads its calls over', async () => {
    story = await Story.begin({ at: '2026-11-20T12:00:00Z', simulator: everybodyIsBusy });
    const workspace = await story.workspace({ limit: 10, legalHours: true });
    const people = Array.from({ length: 4 }, (_, n) => ({ phone: `+1305555010${n}` }));
    await story.started(workspace, { limit: 10, pace: { mode: 'spread' }, window: 'all day', people });
    await story.runOut();
    // Florida says from 08:00 to 20:00: 13:00 to 01:00 here.
    expect((await story.log()).map(({ accepted }) => accepted.slice(8, 16))).toEqual([
      '20T13:00',
      '20T16:00',
      '20T19:00',
      '20T22:00',
    ]);
    expect(await story.violations()).toEqual([]);
  });

  it('refuse the start of a campaign whose window never meets them', async () => {
    story = await Story.begin({ at: '2026-11-20T12:00:00Z', simulator: everybodyAnswers });
    const workspace = await story.workspace({ legalHours: true });
    const wishes = { window: ['02:00', '05:00'] as [string, string], clock: 'contact' as const };
    const id = await story.campaign(workspace, { ...wishes, people: [{ phone: miami }] });
    await expect(story.start(workspace, id)).rejects.toMatchObject({
      errors: [{ code: 'window_never_open', message: expect.stringContaining('legal hours') }],
    });
  });

  it('leave somebody in line who needs a time zone, and say so', async () => {
    story = await Story.begin({ at: '2026-11-20T15:00:00Z', simulator: everybodyAnswers });
    const workspace = await story.workspace({ legalHours: true });
    const id = await story.started(workspace, { window: 'all day', people: [{ phone: tollFree }, { phone: newYork }] });
    await story.runTo('2026-11-30T00:00:00Z');
    expect((await story.log()).map(({ to }) => to)).toEqual([newYork]);
    expect(await story.counts(id)).toMatchObject({ queued: 1, completed: 1 });
    expect(await callingHoursHandlers.ofCampaign(story.system, actorOf(workspace), { id })).toMatchObject({
      legalHours: true,
      now: 0,
      closed: [{ until: null, people: 1, binding: 'needs_time_zone' }],
      sentences: [expect.stringContaining('1 person needs a time zone')],
    });
    const actor = actorOf(workspace);
    const contactId =
      (await enrollmentHandlers.contacts(story.system, actor, { id, limit: 1 })).data[0]?.contactId ?? '';
    const lists = await Promise.all([
      enrollmentHandlers.contacts(story.system, actor, { id, limit: 10 }),
      enrollmentHandlers.queue(story.system, actor, { id, limit: 10 }),
      queueHandlers.list(story.system, actor, { limit: 10 }),
      bookHandlers.enrollments(story.system, actor, { id: contactId, limit: 10 }),
    ]);
    expect(lists.map(({ data }) => data.map(({ phone, waitsFor }) => [phone, waitsFor]))).toEqual([
      [
        [tollFree, 'needs_time_zone'],
        [newYork, null],
      ],
      ...Array.from({ length: 3 }, () => [[tollFree, 'needs_time_zone']]),
    ]);
    expect(await story.violations()).toEqual([]);
  });

  const zone = 'America/New_York';

  it.each<[string, (workspace: MadeWorkspace, contactId: string) => Promise<unknown>]>([
    ['by hand', (workspace, id) => bookHandlers.change(story.system, actorOf(workspace), { id, timeZone: zone })],
    [
      'with many others',
      (workspace) => {
        const contacts = [{ phone: tollFree, timeZone: zone }];
        return createMany(story.system, actorOf(workspace), { contacts });
      },
    ],
    [
      'for another campaign',
      async (workspace) => {
        const id = await story.campaign(workspace, { window: 'all day' });
        const contacts = [{ phone: tollFree, timeZone: zone, priority: 0 }];
        return addContacts(story.system, actorOf(workspace), { id, contactIds: [], contacts });
      },
    ],
    ['by a file', (workspace) => importText(workspace, `phone,time zone\n${tollFree},${zone}\n`)],
  ])('find somebody as soon as his time zone is known, %s', async (_how, tell) => {
    story = await Story.begin({ at: '2026-11-20T15:00:00Z', simulator: everybodyAnswers });
    const workspace = await story.workspace({ legalHours: true });
    const id = await story.started(workspace, { window: 'all day', people: [{ phone: tollFree }] });
    const spread = await story.started(workspace, {
      ...{ window: 'all day' as const, pace: { mode: 'spread' as const }, people: [{ phone: tollFree }] },
    });
    await story.runTo('2026-11-20T16:00:00Z');
    expect(await story.log()).toEqual([]);
    const { rows } = await sql<{ id: string }>`select id from contacts`.execute(story.system.db);
    await tell(workspace, rows[0]?.id ?? '');
    await story.runOut();
    expect((await story.log()).map(({ to, accepted }) => [to, accepted.slice(0, 16)])).toEqual([
      [tollFree, '2026-11-20T16:00'],
      [tollFree, expect.stringMatching(/^2026-11-20/)],
    ]);
    expect([await story.status(id), await story.status(spread)]).toEqual(['completed', 'completed']);
    expect(await story.violations()).toEqual([]);
  });

  it('are looked at in the transaction of the dial, even where nobody planned by them', async () => {
    story = await Story.begin({ at: '2026-11-20T02:00:00Z', simulator: everybodyAnswers });
    const workspace = await story.workspace();
    const people = [{ phone: newYork }, { phone: tollFree }];
    const id = await story.campaign(workspace, { window: 'all day', people });
    await sql`update workspaces set legal_hours_simulated = true`.execute(story.system.db);
    await story.start(workspace, id);
    await story.runTo('2026-11-25T00:00:00Z');
    expect((await story.log()).map(({ to, accepted }) => [to, accepted])).toEqual([
      [newYork, '2026-11-20T13:00:00.000Z'],
    ]);
    expect(await story.people(id)).toMatchObject([{ status: 'completed' }, { status: 'queued', attempts: 0 }]);
    expect(await story.violations()).toEqual([]);
  });

  it('hold from the next dial on when they are switched, and everybody is planned anew', async () => {
    story = await Story.begin({ at: '2026-11-20T23:58:00Z', simulator: everybodyAnswers });
    const workspace = await story.workspace({ limit: 1 });
    const people = Array.from({ length: 4 }, (_, n) => ({ phone: `+1305555010${n}` }));
    const id = await story.started(workspace, { window: 'all day', people });
    await story.runTo('2026-11-21T00:59:30Z');
    expect(await story.log()).toHaveLength(4);
    const later = await story.started(workspace, { window: 'all day', people });
    await story.settle();
    expect(await story.log()).toHaveLength(5);
    const actor = actorOf(workspace);
    await callingHoursHandlers.changeRules(story.system, actor, { simulatedLegalHours: true });
    await story.runTo('2026-11-21T12:59:59Z');
    expect(await story.log()).toHaveLength(5);
    expect(await callingHoursHandlers.ofCampaign(story.system, actor, { id: later })).toMatchObject({
      now: 0,
      closed: [
        { until: new Date('2026-11-21T13:00:00Z'), people: 3, binding: 'legal_hours', jurisdictions: ['US', 'US-FL'] },
      ],
      sentences: [expect.stringMatching(/^3 people are outside legal hours until 21 Nov 2026/)],
    });
    await callingHoursHandlers.changeRules(story.system, actor, { simulatedLegalHours: false });
    await story.settle();
    expect(await story.log()).toHaveLength(6);
    await story.runOut();
    expect([await story.status(id), await story.status(later)]).toEqual(['completed', 'completed']);
    expect(await story.violations()).toEqual([]);
  });

  it('are kept with each dial: what allowed it can be shown when the data has changed', async () => {
    story = await Story.begin({ at: '2026-11-20T15:00:00Z', simulator: everybodyAnswers });
    const workspace = await story.workspace({ legalHours: true });
    await story.started(workspace, { window: 'all day', people: [{ phone: miami }] });
    await story.runOut();
    const { rows } = await sql<Record<string, unknown>>`
      select jurisdictions, legal_zones, legal_local_times, legal_version, legal_hours from dial_evidence
    `.execute(story.system.db);
    expect(rows).toMatchObject([
      {
        jurisdictions: ['US', 'US-FL'],
        legal_zones: ['America/New_York'],
        legal_local_times: ['2026-11-20T10:00:00'],
        legal_version: expect.stringMatching(/^20/),
        legal_hours: [{}, { jurisdiction: 'US-FL', days: { '2026-11-20': [['08:00', '20:00']] } }],
      },
    ]);
    expect(await story.violations()).toEqual([]);
    await sql`update dial_evidence set at = at + interval '12 hours'`.execute(story.system.db);
    expect(await story.violations()).toEqual([expect.stringContaining('I4'), expect.stringContaining('US-FL')]);
  });
});

describe('how often one person is called', () => {
  it('is capped across campaigns: the next call waits until it is allowed again', async () => {
    story = await Story.begin({ at: '2026-11-20T09:00:00Z', simulator: everybodyIsBusy });
    const workspace = await story.workspace();
    await callingHoursHandlers.changeRules(story.system, actorOf(workspace), { caps: [{ calls: 2, hours: 24 }] });
    const wishes = { people: [{ phone: newYork }], retry: { maxRetries: 1, delays: ['PT1H'] } };
    await story.started(workspace, wishes);
    await story.started(workspace, wishes);
    await story.runOut();
    const times = (await story.log()).map(({ accepted }) => Date.parse(accepted));
    expect(times).toHaveLength(4);
    for (const [index, time] of times.entries())
      if (index >= 2) expect(time - (times[index - 2] ?? 0)).toBeGreaterThanOrEqual(24 * 3_600_000);
    expect(await story.violations()).toEqual([]);
    await sql`update dial_evidence set limits = jsonb_set(limits, '{caps,0,hours}', '48')`.execute(story.system.db);
    expect(await story.violations()).toContainEqual(expect.stringContaining('I1b'));
  });

  it('is capped by the law that asks for it: four times in thirty days in France', async () => {
    story = await Story.begin({ at: '2026-11-02T09:00:00Z', simulator: everybodyIsBusy });
    const workspace = await story.workspace({ legalHours: true });
    const retry = { maxRetries: 5, delays: ['PT24H'] };
    await story.started(workspace, { window: 'all day', people: [{ phone: paris }], retry });
    await story.runOut();
    const days = (await story.log()).map(({ accepted }) => accepted.slice(0, 10));
    expect(days).toEqual(['2026-11-02', '2026-11-03', '2026-11-04', '2026-11-05', '2026-12-02', '2026-12-03']);
    expect(await story.violations()).toEqual([]);
  });

  it('keeps a gap between the end of one call and the next, if the workspace asks for one', async () => {
    story = await Story.begin({ at: '2026-11-20T09:00:00Z', simulator: everybodyAnswers });
    const workspace = await story.workspace();
    await callingHoursHandlers.changeRules(story.system, actorOf(workspace), { gapSeconds: 600 });
    for (let campaign = 0; campaign < 3; campaign += 1)
      await story.started(workspace, { people: [{ phone: newYork }] });
    await story.runOut();
    const log = await story.log();
    expect(log).toHaveLength(3);
    for (const [index, { accepted }] of log.entries())
      if (index > 0)
        expect(Date.parse(accepted) - Date.parse(log[index - 1]?.ended ?? '')).toBeGreaterThanOrEqual(600_000);
    expect(await story.violations()).toEqual([]);
  });
});
