import { sql } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import { startCampaign } from '#server/dialer/campaign/verbs.ts';
import { somePeople } from '#test/support/make.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

it('a scheduled campaign whose agent was deleted fails at its start, with the reason, and calls nobody', async () => {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z' });
  const workspace = await story.workspace();
  const campaignId = await story.campaign(workspace, {
    people: somePeople(3),
    startAt: new Date('2026-03-09T12:00:00Z'),
  });
  await startCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId, actor: 'test' });
  expect(await story.status(campaignId)).toBe('scheduled');
  await sql`update agents set deleted_at = ${story.now} where id = ${workspace.agentId}`.execute(story.system.db);
  await story.runTo('2026-03-09T13:00:00Z');
  expect(await story.status(campaignId)).toBe('failed');
  expect(story.simulator.log()).toEqual([]);
  const { rows } = await sql<{ reason: string }>`
    select status_reason as reason from campaigns where id = ${campaignId}
  `.execute(story.system.db);
  expect(rows[0]?.reason).toMatch(/agent was deleted/);
  expect(await story.violations()).toEqual([]);
});
