import { describe, expect, it } from 'vitest';
import type { Analytics } from '#contract/reports.ts';
import * as findings from './findings.ts';

const day = (text: string, placed: number, answered: number): Analytics['days'][number] => ({
  ...{ day: text, placed, answered, voicemail: 0, noAnswer: 0, busy: 0, failed: 0, other: 0 },
  ...{ goalsMet: 0, talkSeconds: 0, placedSoFar: placed },
});
const hour = (at: number, placed: number, answered: number) => ({
  weekday: 1,
  hour: at,
  placed,
  answered,
  answerRate: 0,
});
const attempt = (n: number, of: number, answered: number) => ({
  attempt: n,
  answer: { count: answered, of },
  answerRate: 0,
});
const plain = (text: string) => text.replaceAll(/\s/g, ' ');

describe('a finding', () => {
  it('of outcomes names the two most common', () => {
    const outcomes = [
      { disposition: 'answered' as const, calls: 6, percent: 60 },
      { disposition: 'voicemail' as const, calls: 4, percent: 40 },
    ];
    expect(findings.outcomesFinding({ outcomes })).toBe('60 % of calls were answered; 40 % reached a voicemail');
    expect(findings.outcomesFinding({ outcomes: [] })).toBe('No call has ended yet');
  });

  it('of a trend says that rates differ only where chance does not explain it', () => {
    const trend = (a: number, b: number) =>
      findings.trendFinding({ days: [day('2026-11-20', 100, a), day('2026-11-21', 100, b)] });
    expect(trend(50, 52)).toContain('holds: 50 % on the first day, 52 % on the last');
    expect(trend(30, 60)).toContain('More people answer');
    expect(trend(60, 30)).toContain('Fewer people answer');
    expect(findings.trendFinding({ days: [day('2026-11-20', 100, 5), day('2026-11-21', 3, 3)] })).toContain('Too few');
  });

  it('of hours compares the best with the worst, of those with enough calls', () => {
    expect(plain(findings.hoursFinding({ hours: [hour(10, 400, 200), hour(17, 400, 100), hour(18, 3, 3)] }))).toBe(
      '10 – 11 AM answers 50 %, 5 – 6 PM 25 %',
    );
    expect(findings.hoursFinding({ hours: [hour(10, 30, 10), hour(17, 30, 9)] })).toContain(
      'No hour is clearly better',
    );
    expect(findings.hoursFinding({ hours: [hour(10, 30, 10)] })).toContain('Too few');
  });

  it('of attempts says when the last is not worth its calls', () => {
    expect(findings.attemptsFinding({ attempts: [attempt(1, 1000, 500), attempt(2, 300, 3)] })).toBe(
      'Attempt 2 reaches 1 per 100 calls; stopping at 1 would save 300 calls',
    );
    expect(findings.attemptsFinding({ attempts: [attempt(1, 1000, 500)] })).toBe(
      'The first attempt reaches 50 per 100 calls',
    );
    expect(findings.attemptsFinding({ attempts: [attempt(1, 5, 5)] })).toContain('Too few');
  });

  it('of staying names the stretch in which many leave', () => {
    const stillTalking = [0, 2, 4, 8, 30].map((seconds, place) => ({
      seconds,
      calls: [100, 98, 96, 70, 60][place] ?? 0,
    }));
    const talk = { calls: 100, medianSeconds: 41, p90Seconds: 90, stillTalking };
    expect(findings.stayFinding({ talk })).toBe(
      'Half of those who answer stay 0:41 or longer; 26 % leave between 4 and 8 s',
    );
    expect(findings.stayFinding({ talk: { ...talk, calls: 0, medianSeconds: null } })).toBe('Nobody has answered yet');
  });

  it('of days and speed counts calls', () => {
    const days = [day('2026-11-20', 100, 50), day('2026-11-21', 50, 10)];
    expect(findings.daysFinding({ days })).toBe('150 calls on 2 days, 75 a day');
    expect(plain(findings.speedFinding({ hours: [hour(9, 10, 1), hour(10, 30, 1)] }))).toBe(
      'Most calls go out at 10 – 11 AM: 30 of 40',
    );
  });
});
