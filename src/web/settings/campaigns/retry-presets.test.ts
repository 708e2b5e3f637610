import { describe, expect, it } from 'vitest';
import type { RetryPolicy } from '#domain/retry.ts';
import { presetOf, readableDelay, withPreset } from './retry-presets.ts';

const policy: RetryPolicy = { on: ['busy'], maxRetries: 2, delays: ['PT10M'] };

describe('a retry policy', () => {
  it('is known again as the preset it was made by', () => {
    expect(presetOf(withPreset(policy, 'none'))).toBe('none');
    expect(presetOf(withPreset(policy, 'half-hourly'))).toBe('half-hourly');
    expect(presetOf(withPreset(policy, 'backing-off'))).toBe('backing-off');
    expect(presetOf(policy)).toBe('own');
  });

  it('keeps which endings are tried again when its timing changes', () => {
    expect(withPreset(policy, 'backing-off').on).toEqual(['busy']);
    expect(withPreset({ ...policy, on: [] }, 'backing-off').on).toEqual(['no_answer', 'busy', 'failed']);
  });
});

it.each([
  ['PT30M', '30 min'],
  ['PT4H', '4 h'],
  ['P1D', '1 day'],
  ['P2DT1H', '2 days 1 h'],
  ['P1W', 'P1W'],
])('the delay %s reads “%s”', (duration, text) => {
  expect(readableDelay(duration)).toBe(text);
});
