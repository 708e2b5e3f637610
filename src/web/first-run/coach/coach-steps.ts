import type { LiveEvent } from '#contract/live.ts';

/** What a newcomer is shown to try, in this order. */
export const steps = [
  { key: 'pause', words: 'Pause it' },
  { key: 'limit', words: 'Change the limit to 5' },
  { key: 'evening', words: 'Speed the clock to 6 PM and watch the window close' },
] as const;

export type Step = (typeof steps)[number]['key'];

/** Calling hours that come again only so much later have closed for the night. */
const nightMs = 6 * 3_600_000;

/** The step that an event shows to be done; null when it shows none. */
export function stepDoneBy({ event, data }: LiveEvent, now: Date): Step | null {
  if (event === 'limits.changed') return data.limit >= 5 ? 'limit' : null;
  if (event !== 'campaign.progress') return null;
  if (data.status === 'paused') return 'pause';
  const { binding, until } = data.dispatch;
  const isNight = binding === 'window' && until !== null && until.getTime() - now.getTime() > nightMs;
  return data.status === 'running' && isNight ? 'evening' : null;
}
