import { describe, expect, it } from 'vitest';
import { jumpsFrom } from './jumps.ts';

const at = (text: string) => new Date(`2026-11-${text}Z`);
const timesFrom = (now: string, timeZone = 'UTC') =>
  Object.fromEntries(jumpsFrom(at(now), { timeZone, campaigns: [] }).map(({ label, to }) => [label, to.toISOString()]));

describe('the jumps of the sandbox', () => {
  it.each([
    ['20T10:42:31', 'UTC', '2026-11-20T17:58:00.000Z', '2026-11-21T09:00:00.000Z'],
    ['20T18:30:00', 'UTC', '2026-11-21T17:58:00.000Z', '2026-11-21T09:00:00.000Z'],
    ['20T03:00:00', 'UTC', '2026-11-20T17:58:00.000Z', '2026-11-21T09:00:00.000Z'],
    ['20T15:00:00', 'America/New_York', '2026-11-20T22:58:00.000Z', '2026-11-21T14:00:00.000Z'],
  ])('from %s in %s go to the end of the hours, and to tomorrow', (now, zone, end, tomorrow) => {
    expect(timesFrom(now, zone)).toEqual({ 'End of calling hours': end, 'Tomorrow, 9:00': tomorrow });
  });
});
