import { sql } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import { finishOptOuts, suppress } from '#server/dialer/person/suppress.ts';
import { deleteSuppression, insertSuppressions, listSuppressed, listSuppressions } from '#server/suppressions/sql.ts';
import { somePeople } from '#test/support/make.ts';
import type { MadeWorkspace } from '#test/support/make.ts';
import { everybodyAnswers, nobodyAnswers } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

function optOut({ workspaceId }: MadeWorkspace, ...phones: string[]): Promise<string[]> {
  const suppressions = phones.map((phone) => ({ phone, reason: 'Wrote to us', source: 'api' as const, actor: 'test' }));
  return suppress(story.system, { workspaceId, suppressions });
}

it('a person who asks in a call not to be called again is called by no campaign any more', async () => {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 1 });
  const asks = { phone: '+12025550160' };
  const first = await story.started(workspace, { people: [asks] });
  const second = await story.started(workspace, { people: [...somePeople(2), asks] });
  await story.runOut();
  expect((await story.log()).filter(({ to }) => to === asks.phone)).toHaveLength(1);
  expect(await story.counts(first)).toMatchObject({ completed: 1 });
  expect(await story.counts(second)).toMatchObject({ completed: 2, suppressed: 1 });
  expect(await listSuppressed(story.system.db, workspace.workspaceId, [asks.phone])).toEqual(new Set([asks.phone]));
  expect(await story.status(second)).toBe('completed');
  expect(await story.violations()).toEqual([]);
});

it('a call that nobody has answered yet is taken back, and its person is not tried again', async () => {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: nobodyAnswers });
  const workspace = await story.workspace();
  const [one, other] = somePeople(2);
  const retry = { maxRetries: 3, delays: ['PT1M'] };
  const id = await story.started(workspace, { people: somePeople(2), retry });
  await story.runTo('2026-03-09T10:00:10Z');
  expect(await story.counts(id)).toMatchObject({ calling: 2 });
  await optOut(workspace, one?.phone ?? '');
  await story.runOut();
  const log = await story.log();
  expect(log.filter(({ to }) => to === one?.phone)).toMatchObject([
    { ended: '2026-03-09T10:00:10.000Z', disposition: 'cancelled' },
  ]);
  expect(log.filter(({ to }) => to === other?.phone)).toHaveLength(4);
  expect(await story.counts(id)).toMatchObject({ suppressed: 1, failed: 1 });
  expect(await story.violations()).toEqual([]);
});

it('a call that was answered goes on; one that is claimed and not dialled is not', async () => {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: everybodyAnswers });
  const workspace = await story.workspace();
  const [talking, claimed] = somePeople(2);
  const id = await story.started(workspace, { people: [talking ?? { phone: '' }] });
  await story.runTo('2026-03-09T10:00:20Z');
  story.areWorkersAway = true;
  await story.enrol(workspace, id, [claimed ?? { phone: '' }]);
  await story.runTo('2026-03-09T10:00:25Z');
  await optOut(workspace, talking?.phone ?? '', claimed?.phone ?? '');
  story.areWorkersAway = false;
  await story.runOut();
  expect((await story.log()).map(({ to, disposition }) => [to, disposition])).toEqual([[talking?.phone, 'answered']]);
  expect(await story.counts(id)).toMatchObject({ completed: 1, suppressed: 1 });
  expect(await story.violations()).toEqual([]);
});

it('a call whose create was still unanswered when the opt-out was acknowledged is taken back as soon as it is', async () => {
  const { promise: answer, resolve: letAnswer } = Promise.withResolvers<void>();
  const { promise: posted, resolve: notePosted } = Promise.withResolvers<void>();
  story = await Story.begin({
    at: '2026-03-09T10:00:00Z',
    simulator: nobodyAnswers,
    wrapProvider: (real) => ({
      ...real,
      placeCall: async (account, request) => {
        const result = await real.placeCall(account, request);
        notePosted();
        await answer;
        return result;
      },
    }),
  });
  const workspace = await story.workspace();
  const [person] = somePeople(1);
  await story.started(workspace, { people: somePeople(1), retry: { maxRetries: 2, delays: ['PT1M'] } });
  const dialling = story.settle();
  await posted;
  expect(await optOut(workspace, person?.phone ?? '')).toEqual([person?.phone]);
  letAnswer();
  await dialling;
  await story.runOut();
  const log = await story.log();
  expect(log).toMatchObject([{ disposition: 'cancelled' }]);
  expect(Date.parse(log[0]?.ended ?? '') - Date.parse(log[0]?.accepted ?? '')).toBeLessThanOrEqual(5000);
  expect(await story.violations()).toEqual([]);
});

it('an opt-out whose process died half-way is carried out by another one, unless it was taken back', async () => {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: nobodyAnswers });
  const workspace = await story.workspace({ limit: 1 });
  const { workspaceId } = workspace;
  const people = somePeople(3);
  const id = await story.started(workspace, { people });
  await story.settle();
  const suppressions = people.map(({ phone }) => ({
    phone,
    reason: 'Asked',
    source: 'call' as const,
    actor: 'system',
  }));
  await insertSuppressions(story.system.db, { workspaceId, suppressions, now: story.now });
  const [taken] = await listSuppressions(
    story.system.db,
    { workspaceId, q: people[2]?.phone ?? '', source: null },
    { after: null, limit: 1 },
  );
  await deleteSuppression(story.system.db, workspaceId, taken?.id ?? '');
  expect(await finishOptOuts(story.system)).toBe(0);
  await story.runTo('2026-03-09T10:00:15Z');
  expect(await finishOptOuts(story.system)).toBe(2);
  expect(await finishOptOuts(story.system)).toBe(0);
  await story.runOut();
  expect(await story.counts(id)).toMatchObject({ suppressed: 1, failed: 2 });
  expect((await story.log()).map(({ to, disposition }) => [to, disposition])).toEqual([
    [people[0]?.phone, 'cancelled'],
    [people[2]?.phone, 'no_answer'],
  ]);
  expect(await story.violations()).toEqual([]);
});

it('opt-outs recorded in a storm of dials are final: no create-call leaves after they were acknowledged', async () => {
  const posts = new Map<string, number[]>();
  let ticks = 0;
  story = await Story.begin({
    at: '2026-03-09T10:00:00Z',
    simulator: everybodyAnswers,
    systemLimit: 200,
    wrapProvider: (real) => ({
      ...real,
      placeCall: (account, request) => {
        posts.set(request.to, [...(posts.get(request.to) ?? []), (ticks += 1)]);
        return real.placeCall(account, request);
      },
    }),
  });
  const workspace = await story.workspace({ limit: 200, accountLimit: 200 });
  const people = somePeople(200);
  const ids = [
    await story.started(workspace, { limit: 50, people }),
    await story.started(workspace, { limit: 50, people: people.toReversed() }),
    await story.started(workspace, { limit: 50, people }),
  ];
  const acknowledged = new Map<string, number>();
  const storm = story.settle();
  // Not one after another: they race with the dials, and with each other.
  await Promise.all(
    people
      .filter((_, index) => index % 3 === 0)
      .map(async ({ phone }, index) => {
        for (let turn = 0; turn < index % 7; turn += 1) await new Promise((resolve) => setImmediate(resolve));
        await optOut(workspace, phone);
        acknowledged.set(phone, (ticks += 1));
      }),
  );
  await storm;
  await story.runOut();
  expect(acknowledged.size).toBe(67);
  for (const [phone, at] of acknowledged)
    for (const post of posts.get(phone) ?? []) expect(post, phone).toBeLessThan(at);
  const totals = await Promise.all(ids.map((id) => story.counts(id)));
  const suppressed = totals.reduce((sum, counts) => sum + counts.suppressed, 0);
  expect(suppressed).toBeGreaterThan(2 * 67);
  expect(await Promise.all(ids.map((id) => story.status(id)))).toEqual(['completed', 'completed', 'completed']);
  const { rows } = await sql`select 1 from suppressions where acknowledged_at is null`.execute(story.system.db);
  expect(rows).toEqual([]);
  expect(await story.violations()).toEqual([]);
});
