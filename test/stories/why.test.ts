import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pauseCampaign } from '#server/dialer/campaign/verbs.ts';
import { whyCampaign, whyPerson } from '#server/queue/why.ts';
import { adminHandlers } from '#server/settings/handlers.ts';
import { keyOf } from '#test/support/actor.ts';
import { somePeople } from '#test/support/make.ts';
import type { MadeWorkspace } from '#test/support/make.ts';
import { everybodyAnswers, everybodyIsBusy } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
let workspace: MadeWorkspace;
beforeEach(async () => {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z', strideMs: 1000, simulator: everybodyAnswers });
  workspace = await story.workspace({ limit: 2 });
});
afterEach(() => story.end());

async function whyOf(phone: string) {
  const { data } = await whyPerson(story.system, keyOf(workspace), { phone });
  return data.map(({ code, until, reason }) => ({ code, until: until?.toISOString() ?? null, reason }));
}

async function groupsOf(id: string) {
  const { data } = await whyCampaign(story.system, keyOf(workspace), { id });
  return Object.fromEntries(data.map(({ code, people }) => [code, people]));
}

const [first, second, third] = somePeople(3).map(({ phone }) => phone) as [string, string, string];

describe('what is told of why somebody is not called', () => {
  it('is what then comes true: who is in line is called as soon as a slot is free, nobody else is', async () => {
    const id = await story.started(workspace, { limit: 1, people: somePeople(3) });
    await story.settle();
    expect(await groupsOf(id)).toEqual({ being_called: 1, in_line: 2 });
    expect(await whyOf(first)).toMatchObject([{ code: 'being_called' }]);
    expect(await whyOf(second)).toEqual([
      { code: 'in_line', until: null, reason: expect.stringMatching(/^In line\. 1 of 1: the campaign's limit binds/) },
    ]);
    await sql`update campaign_slots set max = 2`.execute(story.system.db);
    await story.settle();
    expect(await whyOf(second)).toMatchObject([{ code: 'being_called' }]);
    expect(await whyOf(third)).toMatchObject([{ code: 'in_line' }]);
    await story.runOut();
    expect(await groupsOf(id)).toEqual({ over: 3 });
  });

  it('is the hours, and when they open', async () => {
    await story.runTo('2026-03-09T20:00:00Z');
    const id = await story.started(workspace, { people: somePeople(2) });
    await story.settle();
    expect(await whyOf(first)).toMatchObject([{ code: 'window_closed', until: '2026-03-10T09:00:00.000Z' }]);
    expect(await groupsOf(id)).toEqual({ window_closed: 2 });
    await story.runTo('2026-03-10T09:00:01Z');
    expect(await groupsOf(id)).toEqual({ being_called: 2 });
  });

  it('is a retry that is not due', async () => {
    await story.change(everybodyIsBusy);
    const id = await story.started(workspace, { retry: { maxRetries: 1, delays: ['PT30M'] }, people: somePeople(1) });
    await story.runTo('2026-03-09T10:05:00Z');
    const [why] = await whyOf(first);
    expect(why?.code).toBe('due_later');
    expect(Date.parse(why?.until ?? '')).toBeGreaterThan(Date.parse('2026-03-09T10:29:00Z'));
    expect(await groupsOf(id)).toEqual({ due_later: 1 });
    await story.runTo(why?.until ?? '');
    expect(await whyOf(first)).toMatchObject([{ code: 'being_called' }]);
  });

  it('is a pause, the list, and a call for another campaign, each by its own name', async () => {
    const one = await story.started(workspace, { limit: 1, people: somePeople(1) });
    await story.settle();
    const other = await story.started(workspace, { people: somePeople(2) });
    await sql`
      insert into suppressions (workspace_id, id, phone, reason, source, created_at)
      values (${workspace.workspaceId}, gen_random_uuid(), ${third}, 'asked', 'api', ${story.now})
    `.execute(story.system.db);
    await story.enrol(workspace, one, [{ phone: third }]);
    await story.settle();
    expect(await whyOf(first)).toMatchObject([{ code: 'on_the_phone' }, { code: 'being_called' }]);
    expect(await groupsOf(other)).toEqual({ on_the_phone: 1, being_called: 1 });
    expect(await whyOf(third)).toMatchObject([{ code: 'suppressed' }]);
    await pauseCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId: other, actor: 'test' });
    expect(await whyOf(first)).toMatchObject([{ code: 'campaign_not_running' }, { code: 'being_called' }]);
  });

  it('is nothing for nobody, and refused for a question that names two or none', async () => {
    expect(await whyOf('+12125550100')).toEqual([]);
    await expect(whyOf('+999')).rejects.toMatchObject({ code: 'validation_failed' });
    await expect(whyPerson(story.system, keyOf(workspace), {})).rejects.toMatchObject({ code: 'validation_failed' });
  });
});

it('every slot in use is listed with who holds it since when, the oldest first', async () => {
  await story.started(workspace, { limit: 1, people: somePeople(1) });
  await story.settle();
  await story.runTo('2026-03-09T10:00:20Z');
  await story.started(workspace, { limit: 1, people: somePeople(1, 10) });
  await story.settle();
  const { data, page } = await adminHandlers.slots(story.system, keyOf(workspace), { limit: 1 });
  expect(data).toMatchObject([
    { ageSeconds: 20, phone: first, provider: 'simulator', status: 'in_progress', workspaceId: workspace.workspaceId },
  ]);
  const next = await adminHandlers.slots(story.system, keyOf(workspace), { limit: 1, cursor: page.nextCursor ?? '' });
  expect(next.data).toMatchObject([{ ageSeconds: 0, campaignName: 'Recall' }]);
  await story.runOut();
  expect((await adminHandlers.slots(story.system, keyOf(workspace), { limit: 1 })).data).toEqual([]);
});
