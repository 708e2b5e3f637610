import type { SeenCall } from '#domain/forecast/calls.ts';
import type { Load, World } from '#domain/forecast/world.ts';
import { noLaw } from '#domain/legal-hours/legal-hours.ts';
import { seededRandom } from '#simulator/fate/random.ts';
import type { Random } from '#simulator/fate/random.ts';

const [second, hour, day] = [1000, 3_600_000, 86_400_000];
const guard = 60 * second;

type Ending = SeenCall['disposition'];

export type PretendCampaign = {
  workspace: number;
  limit: number;
  people: number;
  /** Hours of the day in UTC, on the clocks of its lanes; null: all day. */
  window: [number, number] | null;
  /** Hours that the clocks of its lanes are behind UTC. */
  behind: number[];
  maxRetries: number;
  retryMinutes: number;
  gapSeconds: number | null;
};

/** What its people are like. */
export type PretendPublic = {
  answer: number;
  voicemail: number;
  busy: number;
  failed: number;
  /** How much the chance to be answered differs from person to person: 0 not at all. */
  spread: number;
  talkSeconds: number;
  talkSigma: number;
  ringSeconds: [number, number];
};

export type PretendSettings = {
  seed: number;
  systemLimit: number;
  workspaceLimits: number[];
  accountLimit: number;
  campaigns: PretendCampaign[];
  people: PretendPublic;
  /** By workspace: how long its people talk, as a multiple. */
  talkFactors: number[];
};

type Person = {
  campaign: number;
  lane: number;
  state: 'ready' | 'later' | 'calling' | 'done';
  dueAt: number;
  attempts: number;
  answers: number;
  calls: number[];
};
type Active = { person: Person; startedAt: number; endsAt: number; ending: Ending };

/**
 * A world of campaigns lived through call by call, written apart from the forecast and with none of its parts: lists that
 * are searched from their beginning, windows by arithmetic on UTC, people who differ. It is the truth that forecasts are
 * scored against.
 */
export class PretendWorld {
  readonly settings: PretendSettings;
  readonly people: Person[] = [];
  readonly finishedAt: (number | null)[];
  now: number;
  readonly #random: Random;
  readonly #active: Active[] = [];
  readonly #seen: (SeenCall & { campaign: number })[] = [];
  readonly #served: { workspaces: number[]; campaigns: number[] };
  readonly #nextDial: number[];
  #turn = 0;

  constructor(settings: PretendSettings, startsAt: number) {
    this.settings = settings;
    this.now = startsAt;
    this.#random = seededRandom(settings.seed, 'pretend world');
    this.#served = { workspaces: settings.workspaceLimits.map(() => 0), campaigns: settings.campaigns.map(() => 0) };
    this.#nextDial = settings.campaigns.map(() => 0);
    this.finishedAt = settings.campaigns.map(() => null);
    settings.campaigns.forEach((campaign, index) => {
      for (let n = 0; n < campaign.people; n++) {
        const lane = Math.floor(this.#random() * campaign.behind.length);
        const tilt = Math.exp(settings.people.spread * (2 * this.#random() - 1));
        const answers = Math.min(0.95, settings.people.answer * tilt);
        this.people.push({ campaign: index, lane, state: 'ready', dueAt: 0, attempts: 0, answers, calls: [] });
      }
    });
  }

  /** Goes on until this many calls of a campaign have ended, or it is done. */
  untilCalls(campaign: number, calls: number): void {
    let ended = this.#seen.filter((call) => call.campaign === campaign).length;
    while (ended < calls && this.finishedAt[campaign] === null && this.#step()) {
      ended = this.#seen.filter((call) => call.campaign === campaign).length;
    }
  }

  /** Goes on until a campaign is done. Returns when that was. */
  untilDone(campaign: number): number {
    while (this.finishedAt[campaign] === null && this.#step());
    return this.finishedAt[campaign] ?? Infinity;
  }

  /** When somebody was first called after an instant; Infinity for never. */
  calledAfter(person: Person, at: number): number {
    return person.calls.find((call) => call > at) ?? Infinity;
  }

  /** Those of a campaign who wait, as its queue shows them. */
  line(campaign: number): Person[] {
    const section = ({ state, lane }: Person) => (state === 'later' ? 2 : this.#isOpen(campaign, lane) ? 0 : 1);
    return this.people
      .filter((person) => person.campaign === campaign && (person.state === 'ready' || person.state === 'later'))
      .toSorted((a, b) => section(a) - section(b) || (a.state === 'later' ? a.dueAt - b.dueAt : 0));
  }

  /** What a forecast may know of it at this instant. */
  snapshot(): World {
    const { systemLimit, workspaceLimits, accountLimit, campaigns } = this.settings;
    return {
      now: this.now,
      systemMax: systemLimit,
      workspaces: workspaceLimits.map((max, id) => ({ id: `${id}`, max, served: this.#served.workspaces[id] ?? 0 })),
      accounts: workspaceLimits.map((_, id) => ({ id: `${id}`, max: accountLimit, gapMs: null })),
      campaigns: campaigns.flatMap((campaign, index) => this.#loadOf(campaign, index)),
    };
  }

  #loadOf(campaign: PretendCampaign, index: number): Load {
    const own = this.people.filter((person) => person.campaign === index);
    const two = (hours: number) => `${String(hours).padStart(2, '0')}:00`;
    const [first, last] = campaign.window ?? [0, 0];
    return {
      id: `${index}`,
      workspace: campaign.workspace,
      account: campaign.workspace,
      max: campaign.limit,
      served: this.#served.campaigns[index] ?? 0,
      turns: 1,
      startsAt: this.now,
      endsAt: null,
      gapMs: campaign.gapSeconds === null ? null : campaign.gapSeconds * second,
      nextDialAt: this.#nextDial[index] ?? 0,
      isSpread: false,
      window: {
        days: [1, 2, 3, 4, 5, 6, 7],
        firstCallTime: two(first),
        lastCallTime: two(last),
        allDay: campaign.window === null,
      },
      lanes: campaign.behind.map((hours) => ({ zones: [hours === 0 ? 'UTC' : `Etc/GMT+${hours}`], law: noLaw })),
      isOpen: campaign.behind.map((_, lane) => this.#isOpen(index, lane)),
      policy: {
        on: ['no_answer', 'busy', 'failed'],
        maxRetries: campaign.maxRetries,
        delays: campaign.maxRetries === 0 ? [] : [`PT${campaign.retryMinutes}M`],
      },
      voicemailRetry: false,
      people: own
        .filter(({ state }) => state === 'ready' || state === 'later')
        .map(({ lane, state, dueAt, attempts }) => ({
          lane,
          dueAt: state === 'later' ? dueAt : null,
          attempts,
          stands: 1,
        })),
      inProgress: this.#active
        .filter(({ person }) => person.campaign === index)
        .map(({ person, startedAt }) => ({
          lane: person.lane,
          attempt: person.attempts,
          elapsedMs: this.now - startedAt,
        })),
      seen: this.#seenFor(index),
    };
  }

  /** As the server gives it: of the first campaign its own calls, of all what others of its workspace have seen. */
  #seenFor(index: number): Load['seen'] {
    const { campaigns } = this.settings;
    const own = this.#seen.filter((call) => call.campaign === index).slice(-1000);
    const isNear = (call: { campaign: number }) => campaigns[call.campaign]?.workspace === campaigns[0]?.workspace;
    const others = this.#seen.filter((call) => isNear(call) && (index > 0 || call.campaign > 0));
    return { own: index === 0 ? own : [], workspace: others.slice(-400) };
  }

  #step(): boolean {
    while (this.#callNext());
    const next = this.#nextInstant();
    if (next === Infinity) return false;
    this.now = next;
    for (const call of this.#active.filter(({ endsAt }) => endsAt <= next)) this.#end(call);
    for (const person of this.people) {
      if (person.state === 'later' && person.dueAt <= next) person.state = 'ready';
    }
    return true;
  }

  #end(call: Active): void {
    const { person, ending, startedAt, endsAt } = call;
    this.#active.splice(this.#active.indexOf(call), 1);
    const campaign = this.settings.campaigns[person.campaign];
    if (!campaign) return;
    this.#seen.push({
      campaign: person.campaign,
      disposition: ending,
      attempt: person.attempts,
      holdMs: endsAt - startedAt,
    });
    const isRetried = ['no_answer', 'busy', 'failed'].includes(ending) && person.attempts <= campaign.maxRetries;
    person.state = isRetried ? 'later' : 'done';
    person.dueAt = isRetried
      ? this.#opening(person.campaign, person.lane, endsAt + campaign.retryMinutes * 60 * second)
      : 0;
    const isLeft = this.people.some((other) => other.campaign === person.campaign && other.state !== 'done');
    if (!isLeft) this.finishedAt[person.campaign] = this.now;
  }

  #callNext(): boolean {
    const { campaigns, workspaceLimits, systemLimit, accountLimit } = this.settings;
    if (this.#active.length >= systemLimit) return false;
    const inUse = (of: (call: Active) => boolean) => this.#active.filter(of).length;
    const workspaceOf = (call: Active) => campaigns[call.person.campaign]?.workspace;
    const able = campaigns
      .map((campaign, index) => ({ campaign, index, person: this.#firstReady(index) }))
      .filter(({ campaign, index, person }) => {
        const ofWorkspace = inUse((call) => workspaceOf(call) === campaign.workspace);
        const most = Math.min(workspaceLimits[campaign.workspace] ?? 0, accountLimit);
        const isPaced = campaign.gapSeconds !== null && (this.#nextDial[index] ?? 0) > this.now;
        return (
          person && !isPaced && ofWorkspace < most && inUse((call) => call.person.campaign === index) < campaign.limit
        );
      })
      .toSorted((a, b) => {
        const { workspaces, campaigns: own } = this.#served;
        const byWorkspace = (workspaces[a.campaign.workspace] ?? 0) - (workspaces[b.campaign.workspace] ?? 0);
        return byWorkspace || (own[a.index] ?? 0) - (own[b.index] ?? 0);
      });
    const [chosen] = able;
    if (!chosen?.person) return false;
    this.#call(chosen.person, chosen.campaign);
    return true;
  }

  #firstReady(campaign: number): Person | undefined {
    const open = this.settings.campaigns[campaign]?.behind.map((_, lane) => this.#isOpen(campaign, lane)) ?? [];
    return this.people.find(
      (person) => person.campaign === campaign && person.state === 'ready' && open[person.lane] === true,
    );
  }

  #call(person: Person, campaign: PretendCampaign): void {
    this.#turn += 1;
    this.#served.workspaces[campaign.workspace] = this.#turn;
    this.#served.campaigns[person.campaign] = this.#turn;
    if (campaign.gapSeconds !== null) this.#nextDial[person.campaign] = this.now + campaign.gapSeconds * second;
    person.state = 'calling';
    person.attempts += 1;
    person.calls.push(this.now);
    const { ending, seconds } = this.#fate(person, this.settings.talkFactors[campaign.workspace] ?? 1);
    this.#active.push({ person, startedAt: this.now, endsAt: this.now + Math.round(seconds * second), ending });
  }

  #fate({ answers }: Person, talkFactor: number): { ending: Ending; seconds: number } {
    const { voicemail, busy, failed, talkSeconds, talkSigma, ringSeconds } = this.settings.people;
    const random = this.#random;
    const setup = 0.4 + 1.4 * random();
    const ring = ringSeconds[0] + (ringSeconds[1] - ringSeconds[0]) * random();
    const bell = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const talk = Math.min(600, talkFactor * talkSeconds * Math.exp(talkSigma * bell - talkSigma ** 2 / 2));
    const chance = random();
    if (chance < answers) return { ending: 'answered', seconds: setup + ring + talk };
    const rest = (chance - answers) / (1 - answers);
    if (rest < voicemail) return { ending: 'voicemail', seconds: setup + ring + 8 + 17 * random() };
    if (rest < voicemail + busy) return { ending: 'busy', seconds: setup };
    if (rest < voicemail + busy + failed) return { ending: 'failed', seconds: setup };
    return { ending: 'no_answer', seconds: setup + 45 };
  }

  #isOpen(campaign: number, lane: number, at = this.now): boolean {
    const { window = null, behind = [] } = this.settings.campaigns[campaign] ?? {};
    if (window === null) return true;
    const local = (at - (behind[lane] ?? 0) * hour) % day;
    return local >= window[0] * hour && local < window[1] * hour - guard;
  }

  #opening(campaign: number, lane: number, at: number): number {
    const { window = null, behind = [] } = this.settings.campaigns[campaign] ?? {};
    if (window === null || this.#isOpen(campaign, lane, at)) return at;
    const shift = (behind[lane] ?? 0) * hour;
    const midnight = Math.floor((at - shift) / day) * day + shift;
    const today = midnight + window[0] * hour;
    return today >= at ? today : today + day;
  }

  #nextInstant(): number {
    const { campaigns } = this.settings;
    let next = Infinity;
    const consider = (at: number) => {
      if (at > this.now && at < next) next = at;
    };
    for (const { endsAt } of this.#active) consider(endsAt);
    const waits = new Set<string>();
    for (const person of this.people) {
      if (person.state === 'later') consider(person.dueAt);
      if (person.state === 'ready') waits.add(`${person.campaign} ${person.lane}`);
    }
    for (const key of waits) {
      const [campaign = 0, lane = 0] = key.split(' ').map(Number);
      if (!this.#isOpen(campaign, lane)) consider(this.#opening(campaign, lane, this.now));
      if (campaigns[campaign]?.gapSeconds !== null) consider(this.#nextDial[campaign] ?? 0);
    }
    return next;
  }
}
