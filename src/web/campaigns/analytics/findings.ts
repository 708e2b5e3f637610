import type { Analytics } from '#contract/reports.ts';
import { count, counted } from '#web/format/number.ts';
import { duration } from '#web/format/time.ts';
import { weekdayName } from '../one/facts.ts';
import { wilson } from './wilson.ts';

/** From so many calls on a rate says something. */
export const enough = 20;

const outcomeWords: Record<string, string> = {
  ...{ answered: 'were answered', voicemail: 'reached a voicemail', no_answer: 'rang unanswered' },
  ...{ busy: 'were busy', failed: 'failed', cancelled: 'were cancelled', unknown: 'ended unknown' },
  in_progress: 'are in progress',
};

export function outcomesFinding({ outcomes }: Pick<Analytics, 'outcomes'>): string {
  const [first, second] = outcomes;
  if (!first) return 'No call has ended yet';
  const next = second ? `; ${second.percent} % ${outcomeWords[second.disposition]}` : '';
  return `${first.percent} % of calls ${outcomeWords[first.disposition]}${next}`;
}

export function daysFinding({ days }: Pick<Analytics, 'days'>): string {
  const placed = days.reduce((sum, day) => sum + day.placed, 0);
  if (days.length <= 1) return `${counted(placed, 'call')} so far, all on one day`;
  return `${counted(placed, 'call')} on ${days.length} days, ${count(Math.round(placed / days.length))} a day`;
}

/** Whether answers became more or fewer, said only where the two ends can be told apart. */
export function trendFinding({ days }: Pick<Analytics, 'days'>): string {
  const told = days.filter(({ placed }) => placed >= enough);
  const [first, last] = [told[0], told.at(-1)];
  if (!first || !last || told.length < 2) return 'Too few days to see a trend';
  const [a, b] = [wilson(first.answered, first.placed), wilson(last.answered, last.placed)];
  const rates = `${percent(first.answered, first.placed)} % on the first day, ${percent(last.answered, last.placed)} % on the last`;
  if (a.high < b.low) return `More people answer than at first: ${rates}`;
  if (b.high < a.low) return `Fewer people answer than at first: ${rates}`;
  return `The answer rate holds: ${rates}`;
}

type Hour = Analytics['hours'][number];

/** The best hours against the worst, over all days, of hours with enough calls. */
export function hoursFinding({ hours }: Pick<Analytics, 'hours'>): string {
  const byHour = new Map<number, { placed: number; answered: number }>();
  for (const { hour, placed, answered } of hours) {
    const sum = byHour.get(hour) ?? { placed: 0, answered: 0 };
    byHour.set(hour, { placed: sum.placed + placed, answered: sum.answered + answered });
  }
  const told = [...byHour].filter(([, { placed }]) => placed >= enough);
  const rated = told.map(([hour, sum]) => ({ hour, ...sum, rate: sum.answered / sum.placed }));
  const sorted = rated.toSorted((a, b) => b.rate - a.rate);
  const [best, worst] = [sorted[0], sorted.at(-1)];
  if (!best || !worst || sorted.length < 2) return 'Too few hours to tell which is best';
  const differ = wilson(best.answered, best.placed).low > wilson(worst.answered, worst.placed).high;
  const rates = `${hourSpan(best.hour)} answers ${percent(best.answered, best.placed)} %, ${hourSpan(worst.hour)} ${percent(worst.answered, worst.placed)} %`;
  return differ ? rates : `No hour is clearly better: ${rates}`;
}

/** Such as "10–11 AM". */
export function hourSpan(hour: number): string {
  const at = (each: number) => new Date(Date.UTC(2000, 0, 1, each));
  return new Intl.DateTimeFormat(undefined, { hour: 'numeric', timeZone: 'UTC' }).formatRange(at(hour), at(hour + 1));
}

export function hourName({ weekday, hour }: Pick<Hour, 'weekday' | 'hour'>): string {
  return `${weekdayName(weekday)} ${hourSpan(hour)}`;
}

export function funnelFinding({ funnel }: Pick<Analytics, 'funnel'>): string {
  const { people, dialled, answered, goalMet } = funnel;
  if (dialled === 0) return 'Nobody was called yet';
  if (goalMet > 0) return `${count(goalMet)} of ${count(dialled)} people who were called met the goal`;
  return `${count(answered)} of ${count(dialled)} people who were called answered; ${count(people - dialled)} were not called yet`;
}

/** Where most people leave at once, and how long half of them stay. */
export function stayFinding({ talk }: Pick<Analytics, 'talk'>): string {
  if (talk.calls === 0 || talk.medianSeconds === null) return 'Nobody has answered yet';
  const half = `Half of those who answer stay ${duration(talk.medianSeconds)} or longer`;
  const drop = steepest(talk.stillTalking, talk.calls);
  if (!drop || talk.calls < enough || drop.percent < 10) return half;
  return `${half}; ${drop.percent} % leave between ${drop.from} and ${drop.to} s`;
}

type Step = Analytics['talk']['stillTalking'][number];

/** The early stretch in which most are lost for each second of it. */
function steepest(steps: readonly Step[], calls: number) {
  const drops = steps.flatMap((step, place) => {
    const before = steps[place - 1];
    if (!before || step.seconds > 30) return [];
    const lost = before.calls - step.calls;
    const each = lost / (step.seconds - before.seconds);
    return [{ from: before.seconds, to: step.seconds, percent: percent(lost, calls), each }];
  });
  return drops.toSorted((a, b) => b.each - a.each)[0];
}

/** Whether the last attempt is still worth its calls. */
export function attemptsFinding({ attempts }: Pick<Analytics, 'attempts'>): string {
  const told = attempts.filter(({ answer }) => answer.of >= enough);
  const last = told.at(-1);
  if (!last) return 'Too few calls to compare attempts';
  if (told.length === 1) return `The first attempt reaches ${perHundred(last)} per 100 calls`;
  const advice =
    perHundred(last) < 5 && last.attempt > 1
      ? `; stopping at ${last.attempt - 1} would save ${count(last.answer.of)} calls`
      : '';
  return `Attempt ${last.attempt} reaches ${perHundred(last)} per 100 calls${advice}`;
}

/** People reached for each hundred calls of an attempt, to a tenth. */
export function perHundred({ answer }: Analytics['attempts'][number]): number {
  return answer.of === 0 ? 0 : Math.round((1000 * answer.count) / answer.of) / 10;
}

/** Calls per hour of the clock, over hours in which it called. */
export function speedFinding({ hours }: Pick<Analytics, 'hours'>): string {
  const byHour = callsByHour(hours);
  const best = byHour.toSorted((a, b) => b.calls - a.calls)[0];
  if (!best) return 'No call was placed yet';
  return `Most calls go out at ${hourSpan(best.hour)}: ${count(best.calls)} of ${count(byHour.reduce((sum, { calls }) => sum + calls, 0))}`;
}

export function callsByHour(hours: Analytics['hours']): { hour: number; calls: number; answered: number }[] {
  const byHour = new Map<number, { calls: number; answered: number }>();
  for (const { hour, placed, answered } of hours) {
    const sum = byHour.get(hour) ?? { calls: 0, answered: 0 };
    byHour.set(hour, { calls: sum.calls + placed, answered: sum.answered + answered });
  }
  return [...byHour].map(([hour, sums]) => ({ hour, ...sums })).toSorted((a, b) => a.hour - b.hour);
}

/** Whole percent, rounded down; 0 of nothing. */
export function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.floor((100 * part) / whole);
}
