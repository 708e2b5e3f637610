import { Agenda } from './agenda.ts';
import type { Random } from './chance.ts';
import { Line } from './line.ts';
import { Slots } from './slots.ts';
import { firstLane, rulesOf, standingOf } from './standing.ts';
import type { Rules, Standing } from './standing.ts';
import { workedOff } from './timetable.ts';
import type { Timetable } from './timetable.ts';
import type { World } from './world.ts';

/** What became of a campaign in one run. Instants are Unix milliseconds; Infinity: not within the run. */
export type Run = {
  finishedAt: number;
  /** When each of those who wait was first called, in their order. */
  calledAt: Float64Array;
  /** Of every call, in turns: when it was placed, and how many calls it stands for. */
  dialled: readonly number[];
};

/** What may happen; the numbers are what the agenda holds. */
const ended = 0;
const due = 1;
const turned = 2;
const started = 3;
const over = 4;
const paced = 5;

/** Events of one run at most: a world that goes on beyond is cut off there. */
const eventsMax = 400_000;
/** How often the rest of a call in progress is drawn until one is long enough. */
const triesMax = 30;
/** The steps of an even spread: the golden ratio leaves no gap for long. */
const golden = 0.618_033_988_75;

/** What every run of a world shares; made once. */
export function rulesOfWorld(world: World): Rules[] {
  return world.campaigns.map(rulesOf);
}

/**
 * Lives a world through on a clock of its own, from its instant until the campaign at `target` is done: windows, lanes,
 * pace, order, fair shares and retries by the engine's rules; endings and lengths of calls drawn anew.
 */
export function simulate(
  world: World,
  rules: readonly Rules[],
  { target, random }: { target: number; random: Random },
): Run {
  const { finishedAt, calledAt, dialled, rules: own } = new Simulation(world, rules, { target, random }).run();
  return { finishedAt, calledAt: calledAt.subarray(own.onThePhone), dialled };
}

class Simulation {
  readonly #random: Random;
  readonly #agenda = new Agenda();
  readonly #slots: Slots;
  readonly #campaigns: Standing[];
  readonly #target: number;
  #now: number;

  constructor(world: World, rules: readonly Rules[], { target, random }: { target: number; random: Random }) {
    this.#random = random;
    this.#target = target;
    this.#now = world.now;
    this.#slots = new Slots(world);
    this.#campaigns = world.campaigns.flatMap((load, index) => {
      const own = rules[index];
      return own ? [standingOf(load, { index, rules: own, random })] : [];
    });
    for (const campaign of this.#campaigns) this.#begin(campaign);
  }

  /** Until the target is done. */
  run(): Standing {
    const campaign = this.#campaigns[this.#target];
    if (!campaign) throw new Error(`there is no campaign ${this.#target} in this world`);
    const agenda = this.#agenda;
    for (let events = 0; events < eventsMax && campaign.finishedAt === Infinity; events++) {
      // All others of it are done: the rest of the world would go on for nothing.
      if (campaign.stuck > 0 && campaign.left <= campaign.stuck && campaign.load.endsAt === null) break;
      if (!agenda.take() || agenda.at === Infinity) break;
      this.#now = agenda.at;
      this.#happen(agenda.kind, agenda.campaign, agenda.subject);
      // What comes at one instant is served together: a lane that opens, and everybody whose retry waited for that.
      if (agenda.next > this.#now) this.#serve();
    }
    return campaign;
  }

  #begin(campaign: Standing): void {
    const { load, index, rules } = campaign;
    for (let person = 0; person < rules.onThePhone; person++) {
      this.#slots.hold(campaign);
      this.#agenda.add(this.#now + this.#drawRest(campaign, person), ended, [index, person]);
    }
    this.#agenda.add(Math.max(this.#now, load.startsAt), started, [index, 0]);
    if (load.endsAt !== null) this.#agenda.add(Math.max(this.#now, load.endsAt), over, [index, 0]);
    if (campaign.left === 0) campaign.finishedAt = this.#now;
  }

  /** How much longer a call in progress goes on: drawn until one is as long as it already is. */
  #drawRest({ model, load, endings, rules }: Standing, person: number): number {
    const elapsed = load.inProgress[person]?.elapsedMs ?? 0;
    for (let tries = 0; tries < triesMax; tries++) {
      const ending = model.ending(rules.attempts[person] ?? 1, this.#random());
      const hold = model.hold(ending, 1);
      endings[person] = ending;
      if (hold > elapsed) return hold - elapsed;
    }
    return elapsed / 4;
  }

  #happen(kind: number, index: number, subject: number): void {
    const campaign = this.#campaigns[index];
    if (!campaign) return;
    if (kind === ended) this.#end(campaign, subject);
    else if (kind === due) this.#ready(campaign, subject);
    else if (kind === turned) this.#turn(campaign, subject);
    else if (kind === started) this.#start(campaign);
    else if (kind === over) this.#cancelWaiting(campaign);
  }

  #ready(campaign: Standing, person: number): void {
    campaign.lines[campaign.rules.lane[person] ?? 0]?.add(person);
  }

  #start(campaign: Standing): void {
    const { rules, index } = campaign;
    campaign.isRunning = true;
    rules.dueAt.forEach((at, person) => {
      if (at === undefined) return;
      if (at === null || at <= this.#now) this.#ready(campaign, person);
      else this.#agenda.add(at, due, [index, person]);
    });
    campaign.isOpen.forEach((_, lane) => this.#turn(campaign, lane));
  }

  #turn(campaign: Standing, lane: number): void {
    const hours = campaign.rules.hours[lane];
    if (!hours) return;
    const isOpen = hours.isOpen(this.#now);
    campaign.isOpen[lane] = isOpen;
    this.#agenda.add(isOpen ? hours.closes(this.#now) : hours.opens(this.#now), turned, [campaign.index, lane]);
  }

  /** Past its end date nobody waits; calls in progress end by themselves. */
  #cancelWaiting(campaign: Standing): void {
    campaign.lines = campaign.lines.map(() => new Line());
    campaign.isRunning = false;
    campaign.left = campaign.inUse;
    campaign.stuck = 0;
    if (campaign.left === 0) campaign.finishedAt = this.#now;
  }

  #end(campaign: Standing, person: number): void {
    this.#slots.free(campaign);
    const delay = this.#retryDelay(campaign, person);
    if (delay !== null) {
      const at = this.#hoursOf(campaign, person)?.opens(this.#now + delay) ?? Infinity;
      if (at === Infinity) campaign.stuck += 1;
      return this.#agenda.add(at, due, [campaign.index, person]);
    }
    campaign.left -= 1;
    if (campaign.left === 0) campaign.finishedAt = this.#now;
  }

  #retryDelay({ load, rules, attempts, endings }: Standing, person: number): number | null {
    if (load.endsAt !== null && load.endsAt <= this.#now) return null;
    return rules.retryMs[attempts[person] ?? 0]?.[endings[person] ?? 0] ?? null;
  }

  #hoursOf({ rules }: Standing, person: number): Timetable | undefined {
    return rules.hours[rules.lane[person] ?? 0];
  }

  #serve(): void {
    for (;;) {
      const campaign = this.#slots.next(this.#campaigns, this.#mayCall);
      if (!campaign) return;
      this.#call(campaign);
    }
  }

  readonly #mayCall = (campaign: Standing, paceAt: number): boolean => {
    if (!campaign.isRunning || campaign.inUse >= campaign.load.max || firstLane(campaign) === -1) return false;
    if (paceAt <= this.#now) return true;
    if (campaign.waitsUntil !== paceAt) this.#agenda.add(paceAt, paced, [campaign.index, 0]);
    campaign.waitsUntil = paceAt;
    return false;
  };

  #call(campaign: Standing): void {
    const { model, rules, attempts, endings, calledAt, index } = campaign;
    const lane = firstLane(campaign);
    const line = campaign.lines[lane];
    const hours = rules.hours[lane];
    if (!line || !hours) return;
    const person = line.first;
    line.takeFirst();
    const stands = rules.stands[person] ?? 1;
    this.#slots.give(campaign, this.#now, stands);
    if (calledAt[person] === Infinity) calledAt[person] = this.#now;
    const attempt = (attempts[person] ?? 0) + 1;
    attempts[person] = attempt;
    const ending = model.ending(attempt, stands === 1 ? this.#random() : this.#evenChance(campaign, attempt));
    endings[person] = ending;
    const hold = model.hold(ending, stands);
    // Calls one after the other stop when the hours end and go on when they begin.
    const at = stands === 1 ? this.#now + hold : workedOff(hours, this.#now, hold);
    this.#agenda.add(at, ended, [index, person]);
    if (index === this.#target) this.#note(campaign, { stands, at, hold, closes: hours.closes(this.#now) });
  }

  /** Of calls one after the other those beyond the end of the hours belong to another day. */
  #note({ dialled }: Standing, call: { stands: number; at: number; hold: number; closes: number }): void {
    const now = call.stands === 1 ? 1 : call.stands * Math.min(1, (call.closes - this.#now) / Math.max(1, call.hold));
    dialled.push(this.#now, now);
    if (now < call.stands) dialled.push(call.at, call.stands - now);
  }

  /** Evenly instead of by luck: one person who stands for a thousand must not bring the luck of one. */
  #evenChance({ evenly }: Standing, attempt: number): number {
    const which = attempt === 1 ? 0 : 1;
    evenly[which] = (evenly[which] + golden) % 1;
    return evenly[which];
  }
}
