import { sql } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import { resumeCampaign, startCampaign } from '#server/dialer/campaign/verbs.ts';
import { violations } from '#test/support/invariants.ts';
import { somePeople } from '#test/support/make.ts';
import { everybodyAnswers, nobodyAnswers } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

const at = '2026-03-09T10:00:00Z';

async function pilot(simulator: typeof everybodyAnswers, wishes: object = {}) {
  story = await Story.begin({ at, simulator });
  const workspace = await story.workspace({ limit: 2 });
  const campaignId = await story.campaign(workspace, { people: somePeople(7), ...wishes });
  const ref = { workspaceId: workspace.workspaceId, campaignId, actor: 'test' };
  await startCampaign(story.system, { ...ref, pilot: 3 });
  return ref;
}

async function standing(campaignId: string) {
  const { rows } = await sql<{ status: string; reason: string | null; pilot: number | null }>`
    select status, status_reason as reason, pilot_size as pilot from campaigns where id = ${campaignId}
  `.execute(story.system.db);
  return rows[0];
}

it('a pilot calls as many people as it has, pauses itself, and goes on with everybody when it is resumed', async () => {
  const ref = await pilot(everybodyAnswers);
  await story.runTo('2026-03-09T12:00:00Z');
  expect(await standing(ref.campaignId)).toEqual({ status: 'paused', reason: 'pilot_done', pilot: null });
  expect(await story.counts(ref.campaignId)).toMatchObject({ pending: 4, completed: 3 });
  await resumeCampaign(story.system, ref);
  await story.runOut();
  expect(await story.counts(ref.campaignId)).toMatchObject({ pending: 0, completed: 7 });
  expect(await standing(ref.campaignId)).toMatchObject({ status: 'completed', reason: null });
  expect(await violations(story.system.db)).toEqual([]);
});

it('a pilot is over when everybody in it was called once: retries wait for whoever decides', async () => {
  const ref = await pilot(nobodyAnswers, { retry: { maxRetries: 1, delays: ['PT4H'] } });
  await story.runTo('2026-03-09T12:00:00Z');
  expect(await standing(ref.campaignId)).toMatchObject({ status: 'paused', reason: 'pilot_done' });
  expect(await story.counts(ref.campaignId)).toMatchObject({ pending: 4, waiting: 3 });
});

it('a pilot of a campaign that spreads its calls is called at once', async () => {
  const ref = await pilot(everybodyAnswers, { pace: { mode: 'spread' } });
  await story.runTo('2026-03-09T11:00:00Z');
  expect(await standing(ref.campaignId)).toMatchObject({ status: 'paused', reason: 'pilot_done' });
});

it('a pilot of no fewer people than there are is an ordinary campaign', async () => {
  const ref = await pilot(everybodyAnswers, { people: somePeople(2) });
  await story.runOut();
  expect(await standing(ref.campaignId)).toMatchObject({ status: 'completed', reason: null });
  expect(await story.counts(ref.campaignId)).toMatchObject({ pending: 0, completed: 2 });
});
