import { sql } from 'kysely';
import { afterEach, describe, expect, it } from 'vitest';
import { campaignHandlers } from '#server/campaigns/handlers.ts';
import { resumeCampaign } from '#server/dialer/campaign/verbs.ts';
import type { AccountHealth, PlaceResult, Provider } from '#server/provider.ts';
import { keyOf } from '#test/support/actor.ts';
import { somePeople } from '#test/support/make.ts';
import type { MadeWorkspace } from '#test/support/make.ts';
import { everybodyAnswers } from '#test/support/outcomes.ts';
import { Story } from '#test/support/story.ts';

let story: Story;
afterEach(() => story.end());

const unreachable: PlaceResult = {
  kind: 'rejected',
  then: 'requeue',
  code: 'unreachable',
  message: 'Nobody is there.',
};
const well: AccountHealth = { kind: 'well', balance: null, callsAtOnce: null };

/** A provider whose create-calls meet `meets` instead of the network while that gives something. */
async function begin(weather: { meets: () => PlaceResult | undefined; health?: () => AccountHealth }) {
  const tries = { creates: 0, probes: 0 };
  story = await Story.begin({
    at: '2026-03-09T10:00:00Z',
    strideMs: 1000,
    simulator: everybodyAnswers,
    wrapProvider: (real): Provider => ({
      ...real,
      placeCall: async (account, request) => {
        tries.creates += 1;
        return weather.meets() ?? real.placeCall(account, request);
      },
      health: async () => {
        tries.probes += 1;
        if (weather.health) return weather.health();
        if (weather.meets()) throw new Error('Nobody is there.');
        return well;
      },
    }),
  });
  const workspace = await story.workspace({ limit: 3 });
  return { workspace, tries };
}

async function health({ accountId }: MadeWorkspace) {
  const { rows } = await sql<{ failures: number; isOpen: boolean; reason: string | null; probeAt: Date | null }>`
    select h.failures, s.is_open as "isOpen", a.paused_reason as reason, h.probe_at as "probeAt"
    from provider_accounts a
    join provider_account_slots s on s.provider_account_id = a.id
    left join provider_account_health h on h.provider_account_id = a.id
    where a.id = ${accountId}
  `.execute(story.system.db);
  return rows[0];
}

describe('an account whose provider stops answering', () => {
  it('is not dialled with any more, says so, is asked with longer and longer waits, and goes on by itself', async () => {
    let isDown = true;
    const { workspace, tries } = await begin({ meets: () => (isDown ? unreachable : undefined) });
    const campaignId = await story.started(workspace, { limit: 3, people: somePeople(6) });
    await story.runTo('2026-03-09T10:10:00Z');
    const standing = await health(workspace);
    expect(standing).toMatchObject({ isOpen: false, reason: 'Nobody is there.' });
    expect(tries.creates).toBeLessThan(20);
    expect(tries.probes).toBeGreaterThan(2);
    expect(tries.probes).toBeLessThan(7);
    const { dispatch } = await campaignHandlers.get(story.system, keyOf(workspace), { id: campaignId });
    expect(dispatch).toMatchObject({
      state: 'waiting',
      binding: 'account_not_answering',
      until: standing?.probeAt,
    });
    expect(await story.status(campaignId)).toBe('running');
    isDown = false;
    await story.runOut();
    expect(await story.status(campaignId)).toBe('completed');
    expect(await story.counts(campaignId)).toMatchObject({ completed: 6, calls_placed: 6 });
    expect(await health(workspace)).toMatchObject({ isOpen: true, reason: null, failures: 0, probeAt: null });
    expect(await story.violations()).toEqual([]);
  });

  it('is paused for somebody to mend when it answers that the account is no good', async () => {
    let isDown = true;
    const refused: AccountHealth = { kind: 'refused', code: 'revoked', message: 'This key was revoked.' };
    const { workspace } = await begin({ meets: () => (isDown ? unreachable : undefined), health: () => refused });
    const campaignId = await story.started(workspace, { people: somePeople(4) });
    await story.runTo('2026-03-09T10:10:00Z');
    expect(await story.status(campaignId)).toBe('paused');
    expect(await health(workspace)).toMatchObject({ isOpen: false, reason: 'This key was revoked.', probeAt: null });
    isDown = false;
    await resumeCampaign(story.system, { workspaceId: workspace.workspaceId, campaignId, actor: 'test' });
    await story.runOut();
    expect(await story.counts(campaignId)).toMatchObject({ completed: 4 });
    expect(await story.violations()).toEqual([]);
  });

  it('goes on at once when somebody says so', async () => {
    let isDown = true;
    const { workspace } = await begin({ meets: () => (isDown ? unreachable : undefined) });
    const first = await story.started(workspace, { people: somePeople(3) });
    await story.runTo('2026-03-09T10:02:00Z');
    expect(await health(workspace)).toMatchObject({ isOpen: false });
    isDown = false;
    await story.started(workspace, { people: somePeople(1, 50) });
    expect(await health(workspace)).toMatchObject({ isOpen: true, reason: null, failures: 0, probeAt: null });
    await story.runOut();
    expect(await story.counts(first)).toMatchObject({ completed: 3 });
    expect(await story.violations()).toEqual([]);
  });
});

describe('an account stays open', () => {
  it('however many people are busy or do not answer', async () => {
    const { workspace, tries } = await begin({ meets: () => undefined });
    await story.change({ answerRate: 0, voicemailRate: 0, failedRate: 0, busyRate: 0.5 });
    await story.started(workspace, { people: somePeople(12) });
    await story.runOut();
    expect(tries).toEqual({ creates: 12, probes: 0 });
    expect(await health(workspace)).toMatchObject({ isOpen: true, reason: null });
  });

  it('while refusals are answers, and answers come between failures', async () => {
    let creates = 0;
    const slow: PlaceResult = { ...unreachable, code: 'too_many', message: 'Slowly.' };
    const { workspace, tries } = await begin({
      meets: () => {
        creates += 1;
        if (creates > 60) return undefined;
        return creates % 5 === 0 ? slow : unreachable;
      },
    });
    await story.started(workspace, { limit: 1, people: somePeople(2) });
    await story.runOut();
    expect(tries.creates).toBeGreaterThan(60);
    expect(tries.probes).toBe(0);
    expect(await story.violations()).toEqual([]);
  });
});
