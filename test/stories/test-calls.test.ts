import { sql } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import { agentHandlers } from '#server/agents/handlers.ts';
import { callHandlers } from '#server/calls/handlers.ts';
import { campaignHandlers } from '#server/campaigns/handlers.ts';
import { keyOf } from '#test/support/actor.ts';
import type { MadeWorkspace } from '#test/support/make.ts';
import { somePeople } from '#test/support/make.ts';
import { everybodyAnswers, everybodyIsBusy } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

const night = '2026-03-09T03:00:00Z';

function actorOf({ workspaceId }: MadeWorkspace) {
  return keyOf({ workspaceId });
}

function testCall(workspace: MadeWorkspace, phone: string) {
  return agentHandlers.testCall(story.system, actorOf(workspace), { id: workspace.agentId, phone, name: 'Ada' });
}

it('a test call is placed at any hour, with evidence, seen in the calls, and in no list of campaigns', async () => {
  story = await Story.begin({ at: night, simulator: everybodyAnswers });
  const workspace = await story.workspace();
  const { campaignId } = await testCall(workspace, '(212) 555-0101');
  await story.runOut();
  const actor = actorOf(workspace);
  const { data: calls } = await callHandlers.list(story.system, actor, { limit: 10 });
  expect(calls).toMatchObject([
    { campaignId, phone: '+12125550101', name: 'Ada', disposition: 'answered', attempt: 1 },
  ]);
  const call = await callHandlers.get(story.system, actor, { id: calls[0]?.id ?? '' });
  expect(call.evidence).toMatchObject({ allDay: true });
  expect((await campaignHandlers.list(story.system, actor, { limit: 10 })).data).toEqual([]);
  expect(await story.status(campaignId)).toBe('completed');
  expect(await story.violations()).toEqual([]);
});

it('a test call is tried once, whoever answers', async () => {
  story = await Story.begin({ at: night, simulator: everybodyIsBusy });
  const workspace = await story.workspace();
  await testCall(workspace, '+12125550101');
  await story.runOut();
  expect(await story.log()).toHaveLength(1);
  expect(await story.violations()).toEqual([]);
});

it('a test call waits for a slot as every call does, and takes the next one', async () => {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z', simulator: everybodyAnswers });
  const workspace = await story.workspace({ limit: 1 });
  const busy = await story.started(workspace, { people: somePeople(3) });
  await story.settle();
  const { campaignId } = await testCall(workspace, '+12125550101');
  await story.runOut();
  expect((await story.log()).map((call) => call.campaignId)).toEqual([busy, campaignId, busy, busy]);
  expect(await story.violations()).toEqual([]);
});

it.each([
  ['that is suppressed', '+12125550101', 'suppressed'],
  ['that is none', '12', 'phone_too_short'],
])('a test call to a number %s is refused, and leaves nothing behind', async (_what, phone, code) => {
  story = await Story.begin({ at: night, simulator: everybodyAnswers });
  const workspace = await story.workspace();
  await sql`
    insert into suppressions (workspace_id, phone, reason, source, created_at)
    values (${workspace.workspaceId}, '+12125550101', 'asked', 'test', ${story.now})
  `.execute(story.system.db);
  await expect(testCall(workspace, phone)).rejects.toMatchObject({ errors: [{ pointer: '/phone', code }] });
  const { rows } = await sql`select id from campaigns`.execute(story.system.db);
  expect(rows).toEqual([]);
  await story.runOut();
  expect(await story.log()).toEqual([]);
  expect(await story.violations()).toEqual([]);
});
