import { drawNormal, seeded } from '#domain/forecast/chance.ts';
import type { Random } from '#domain/forecast/chance.ts';
import type { PastCall } from '#server/dialer/ledger/history.ts';

const [opensAtHour, openHours] = [9, 9];
/** Seconds between two dials, and by how much that varies: with no call above 135 s, two at once at the most. */
const [gap, gapVaries] = [100, 30];
const [ringSeconds, longestTalk] = [25, 110];
const retryAfterMs = 4 * 3_600_000;

/** Of a hundred dials at each hour from 9 on, how many are answered. */
const answered = [44, 49, 47, 41, 43, 46, 45, 43, 38];

type Line = { person: number; attempt: number; dueAt: number };

/**
 * What became of people who were called on the days before `today` (a date in `zone`), the first of them `days` before
 * it: each once, and once more who was not reached. The same for the same seed.
 */
export function planHistory(given: {
  people: number;
  zone: string;
  today: string;
  days: number;
  seed: number;
}): PastCall[] {
  const random = seeded(given.seed);
  const fresh = Array.from({ length: given.people }, (_, person): Line => ({ person, attempt: 1, dueAt: 0 }));
  const again: Line[] = [];
  const calls: PastCall[] = [];
  for (let day = given.days; day > 0; day -= 1) {
    const opens = openingOf(given, day);
    const closes = opens + openHours * 3_600_000;
    for (let at = opens; at < closes; at += (gap - gapVaries + 2 * gapVaries * random()) * 1000) {
      const next = again[0] !== undefined && again[0].dueAt <= at ? again.shift() : fresh.shift();
      if (next === undefined) continue;
      const call = draw(next, { at, hour: Math.floor((at - opens) / 3_600_000), random });
      calls.push(call);
      if (next.attempt === 1 && ['no_answer', 'busy', 'failed'].includes(call.disposition))
        again.push({ person: next.person, attempt: 2, dueAt: at + retryAfterMs });
    }
  }
  return calls;
}

function openingOf({ today, zone }: { today: string; zone: string }, daysBefore: number): number {
  const date = Temporal.PlainDate.from(today).subtract({ days: daysBefore });
  const time = Temporal.PlainTime.from({ hour: opensAtHour });
  return date.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds;
}

function draw({ person, attempt }: Line, { at, hour, random }: { at: number; hour: number; random: Random }): PastCall {
  const disposition = endingOf(random() * 100, answered[hour] ?? 40);
  const after = (seconds: number) => new Date(at + seconds * 1000);
  const nothing = { ringingAt: null, answeredAt: null, talkSeconds: null, goalMet: null };
  const call = { ...nothing, person, attempt, disposition, dialAt: after(0) };
  if (disposition === 'busy' || disposition === 'failed') return { ...call, endedAt: after(3) };
  const ringing = { ...call, ringingAt: after(2) };
  if (disposition === 'no_answer') return { ...ringing, endedAt: after(2 + ringSeconds) };
  const pickedUp = 2 + 4 + random() * (ringSeconds - 5);
  const talk = disposition === 'answered' ? talkOf(random) : 8 + random() * 12;
  const picked = { ...ringing, answeredAt: after(pickedUp), endedAt: after(pickedUp + talk) };
  if (disposition === 'voicemail') return picked;
  return { ...picked, talkSeconds: Math.round(talk), goalMet: talk >= 20 && random() < 0.62 };
}

function endingOf(chance: number, answeredOfHundred: number): PastCall['disposition'] {
  if (chance < answeredOfHundred) return 'answered';
  if (chance < answeredOfHundred + 18) return 'voicemail';
  if (chance < answeredOfHundred + 26) return 'busy';
  return chance < answeredOfHundred + 30 ? 'failed' : 'no_answer';
}

/** Some hang up during the greeting; the others talk about a minute. */
function talkOf(random: Random): number {
  if (random() < 0.14) return 4 + random() * 4;
  return Math.min(longestTalk, Math.exp(Math.log(48) + 0.5 * drawNormal(random)));
}
