import { describe, expect, it } from 'vitest';
import type { CampaignForecast } from '#contract/forecasts.ts';
import { finishWords } from './finish-words.ts';

const at = (text: string) => new Date(text);
const now = at('2026-11-30T18:00:00Z');
const band = (from: string, to: string) => ({ p10: at(from), p50: at(from), p90: at(to) });
const finish = band('2026-12-01T22:10:00Z', '2026-12-02T01:40:00Z');

function words(forecast: Partial<CampaignForecast>, status: CampaignForecast['status'] = 'running') {
  const whole: CampaignForecast = {
    ...{
      campaignId: 'c',
      status,
      asOf: now,
      peopleLeft: 10,
      finish,
      firstCall: null,
      binding: null,
      isEarly: false,
      text: null,
    },
    ...{ samples: { ownCalls: 50, workspaceCalls: 0, runs: 100 }, cameTrue: null },
    ...forecast,
  };
  const completedAt = at('2026-12-01T23:02:00Z');
  const campaign = { status, timeZone: 'America/Los_Angeles', completedAt, updatedAt: completedAt };
  const { value, detail } = finishWords({ forecast: whole, campaign, now });
  return `${value} | ${detail}`.replaceAll(/\s/g, ' ');
}

describe('the end of a campaign', () => {
  it('is a range, never a minute', () => {
    expect(words({})).toBe('Tue, Dec 1 | 2:10 – 5:40 PM PST');
    expect(words({ finish: band('2026-12-01T22:10:00Z', '2026-12-03T22:10:00Z') })).toBe(
      'Dec 1 – 3 | 2:10 PM to 2:10 PM PST',
    );
  });
  it('is not told before twenty calls have ended', () => {
    expect(words({ isEarly: true })).toBe('– | Estimate after ~20 calls; at best Tue, Dec 1');
  });
  it('says under which condition it holds', () => {
    expect(words({}, 'paused')).toContain('if resumed now');
    expect(words({ isEarly: true }, 'draft')).toContain('if started now');
  });
  it('is held against what came true', () => {
    const cameTrue = {
      ...{ madeAt: now, foreseen: finish, endedAt: at('2026-12-01T23:02:00Z'), errorPercent: 1, bandHeld: true },
    };
    expect(words({ finish: null, cameTrue }, 'completed')).toBe(
      'Tue, Dec 1 | We predicted 2:10 – 5:40 PM; it ended 3:02 PM ✓',
    );
  });
  it('is open where no end is in sight', () => {
    expect(words({ finish: null })).toBe('– | No end in sight');
    expect(words({ finish: null, peopleLeft: 0 })).toBe('– | Nobody waits');
  });
});
