import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCampaign } from '#server/dialer/campaign/verbs.ts';
import { campaignHandlers } from '#server/campaigns/handlers.ts';
import { campaignPulse } from '#server/reports/pulse.ts';
import { keyOf } from '#test/support/actor.ts';
import type { MadeWorkspace } from '#test/support/make.ts';
import { somePeople } from '#test/support/make.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
let workspace: MadeWorkspace;
let campaignId: string;

/** Forty people in New York with a limit of three, begun half an hour before the hours end. */
beforeAll(async () => {
  story = await Story.begin({
    at: '2026-03-09T20:30:00Z',
    simulator: { answerRate: 0.5, voicemailRate: 0.15, busyRate: 0.1, failedRate: 0.05 },
    strideMs: 1000,
  });
  workspace = await story.workspace({ limit: 6 });

  campaignId = await story.campaign(workspace, {
    ...{ zone: 'America/New_York', limit: 3, people: somePeople(40), window: ['09:00', '17:00'] },
  });
  await startCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId, actor: 'Ada' });
  await story.runTo('2026-03-09T20:36:00Z');
}, 120_000);
afterAll(() => story.end());

const pulse = (range: '15m' | 'today' | 'all', until?: Date) =>
  campaignPulse(story.system, keyOf(workspace), { id: campaignId, range, ...(until === undefined ? {} : { until }) });

describe('the pulse while it calls', () => {
  it('ends with the calls that are in progress, by the second', async () => {
    const now = await pulse('15m');
    const { counts } = await campaignHandlers.get(story.system, keyOf(workspace), { id: campaignId });
    expect(now.bucketSeconds).toBe(1);
    expect(now.active).toHaveLength(900);
    expect(now.active.at(-1)).toBe(counts.calling);
    expect(now.inProgress).toHaveLength(counts.calling);
    expect(now.ringing.at(-1)).toBe(now.inProgress.filter(({ answeredAt }) => answeredAt === null).length);
    expect(now.ringing.every((calls, place) => calls >= 0 && calls <= (now.active[place] ?? 0))).toBe(true);
    expect(Math.max(...now.peak)).toBe(3);
  });

  it('names limits, what was done, and the hours that are closed', async () => {
    const now = await pulse('today');
    expect(now.limits.at(-1)).toMatchObject({ campaign: 3, workspace: 6 });
    expect(now.events.map(({ kind, actor }) => [kind, actor])).toContainEqual(['started', 'Ada']);
    expect(now.closed.map(({ from, to }) => [from.toISOString(), to.toISOString()])).toEqual([
      ['2026-03-09T04:00:00.000Z', '2026-03-09T13:00:00.000Z'],
      ['2026-03-09T21:00:00.000Z', '2026-03-10T04:00:00.000Z'],
    ]);
  });
});

describe('the pulse of what is over', () => {
  beforeAll(() => story.runOut(), 120_000);

  it('holds as much time on the phone as the network heard, and each ending once', async () => {
    const [whole, log] = [await pulse('all'), await story.log()];
    const seconds = whole.active.reduce((sum, calls) => sum + calls * whole.bucketSeconds, 0);
    const heard = log.reduce(
      (sum, { accepted, ended }) => sum + (Date.parse(ended ?? '') - Date.parse(accepted)) / 1000,
      0,
    );
    expect(Math.abs(seconds - heard)).toBeLessThan(heard * 0.05);
    expect(whole.outcomes.reduce((sum, { calls }) => sum + calls, 0)).toBe(log.length);
    expect(whole.inProgress).toEqual([]);
  });

  it('tells closed hours up to where it is asked', async () => {
    const until = new Date(story.now.getTime() + 5 * 86_400_000);
    const { closed } = await pulse('all', until);
    expect(closed.at(-1)?.to.getTime()).toBeLessThanOrEqual(until.getTime());
    expect(closed.filter(({ from }) => from > story.now).length).toBeGreaterThanOrEqual(4);
  });
});

it('has nothing before the start', async () => {
  const id = await story.campaign(workspace, { people: somePeople(2, 900) });
  const draft = await campaignPulse(story.system, keyOf(workspace), { id, range: '15m' });
  expect(draft.peak.every((calls) => calls === 0)).toBe(true);
  expect(draft.outcomes).toEqual([]);
});
