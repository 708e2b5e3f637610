import { afterEach, expect, it } from 'vitest';
import { startCampaign } from '#server/dialer/campaign/verbs.ts';
import { somePeople } from '#test/support/make.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

it('calls everybody of a campaign once, two at a time, and completes', async () => {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z' });
  const workspace = await story.workspace({ limit: 2 });
  const campaignId = await story.campaign(workspace, { people: somePeople(5) });
  await startCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId, actor: 'test' });
  await story.settle();
  expect(story.simulator.log()).toHaveLength(2);
  await story.runOut();
  expect(await story.status(campaignId)).toBe('completed');
  const counts = await story.counts(campaignId);
  expect(counts.calls_placed).toBe(5);
  expect(story.simulator.log()).toHaveLength(5);
  expect(await story.violations()).toEqual([]);
});
