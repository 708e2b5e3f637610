import { expect, test } from 'vitest';
import { dialInstants } from './dial-instants.ts';

const now = new Date('2026-11-20T12:00:00Z');
const later = (ms: number) => new Date(now.getTime() + ms);

test.each<[what: string, input: { next: Date | null; gapMs: number; count: number }, offsets: number[]]>([
  ['the first call of all starts now, the others a gap apart', { next: null, gapMs: 200, count: 3 }, [0, 200, 400]],
  ['nothing is made up for: a free instant long past is now', { next: later(-5000), gapMs: 200, count: 2 }, [0, 200]],
  ['an instant that is taken is waited for', { next: later(700), gapMs: 200, count: 9 }, [700, 900]],
  ['no instant lies further ahead than the horizon', { next: later(1001), gapMs: 200, count: 9 }, []],
  ['the horizon itself is still given', { next: later(1000), gapMs: 200, count: 9 }, [1000]],
  ['no more instants than asked for', { next: null, gapMs: 1, count: 0 }, []],
])('%s', (_what, input, offsets) => {
  expect(dialInstants({ now, horizonMs: 1000, ...input })).toEqual(offsets.map(later));
});
