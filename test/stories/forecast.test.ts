import { sql } from 'kysely';
import { afterEach, expect, it } from 'vitest';
import { sweepForecasts } from '#server/forecasts/keep.ts';
import { readScore } from '#server/forecasts/sql.ts';
import { somePeople } from '#test/support/make.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

type Kept = { campaignId: string; callsSeen: number; error: number };

it('what was foretold midway comes true in the engine itself, and is scored', async () => {
  story = await Story.begin({ at: '2026-03-09T10:00:00Z', strideMs: 1000, systemLimit: 12 });
  const campaigns: string[] = [];
  for (const [index, limit] of [3, 5].entries()) {
    const workspace = await story.workspace({ limit });
    const retry = index === 1 ? { maxRetries: 1, delays: ['PT10M'] } : { maxRetries: 0, delays: [] };
    const people = somePeople(70 * limit, 10_000 * index);
    campaigns.push(await story.started(workspace, { limit: 5, window: 'all day', people, retry }));
  }
  await story.runTo('2026-03-09T10:25:00Z');
  await sweepForecasts(story.system);
  await story.runOut();
  await sweepForecasts(story.system);
  const { rows } = await sql<Kept>`
    select campaign_id as "campaignId", calls_seen as "callsSeen", error_percent as error from forecasts
  `.execute(story.system.db);
  expect(rows.length).toBe(campaigns.length);
  for (const { callsSeen, error } of rows) {
    expect(callsSeen).toBeGreaterThan(20);
    expect(Math.abs(error)).toBeLessThanOrEqual(15);
  }
  const first = await sql<{ id: string }>`select workspace_id as id from forecasts limit 1`.execute(story.system.db);
  expect((await readScore(story.system.db, first.rows[0]?.id ?? '')).completions.scored).toBe(1);
  expect(await story.violations()).toEqual([]);
}, 120_000);
