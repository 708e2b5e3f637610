import type { Agenda } from './agenda.ts';
import type { Call, Disposition, Status } from './call.ts';
import type { Courier } from './courier.ts';
import type { Fate } from './fate.ts';
import type { Settings } from './settings.ts';

export type Limits = { ringSecondsMax: number; talkSecondsMax: number };

export type LineMeans = {
  agenda: Agenda;
  courier: Courier;
  settings: () => Settings;
  /** Told once, when the line goes dead. */
  onHangUp: () => void;
};

/** One call while it lives: rings, is picked up, hangs up, as its fate wants. */
export class Line {
  readonly #call: Call;
  readonly #fate: Fate;
  readonly #limits: Limits;
  readonly #means: LineMeans;
  #callOffNext: () => void = () => {};

  constructor(call: Call, course: { fate: Fate; limits: Limits }, means: LineMeans) {
    this.#call = call;
    this.#fate = course.fate;
    this.#limits = course.limits;
    this.#means = means;
  }

  start(): void {
    const { agenda, courier, settings } = this.#means;
    if (settings().announceQueued) agenda.after(0, () => courier.announce('queued'));
    this.#next(this.#fate.setupSeconds, () => this.#ring());
  }

  /** Withdraws a call that nobody answered yet, hangs up one that is talking; false when it is over already. */
  cancel(): boolean {
    if (this.#call.endedAt !== null) return false;
    this.#callOffNext();
    const status = this.#hangUp(this.#call.answeredAt === null ? 'cancelled' : this.#answeredAs(), false);
    this.#means.agenda.after(0, () => this.#means.courier.announce(status));
    return true;
  }

  #ring(): Promise<void> {
    const { ending, ringSeconds } = this.#fate;
    if (ending === 'busy' || ending === 'failed') return this.#end(ending);
    this.#call.ringingAt = this.#means.agenda.now();
    this.#call.status = 'ringing';
    const { ringSecondsMax } = this.#limits;
    if (ending === 'no_answer' || ringSeconds >= ringSecondsMax)
      this.#next(ringSecondsMax, () => this.#end('no_answer'));
    else this.#next(ringSeconds, () => this.#pickUp());
    return this.#means.courier.announce('ringing');
  }

  #pickUp(): Promise<void> {
    this.#call.answeredAt = this.#means.agenda.now();
    this.#call.status = 'in_progress';
    this.#next(Math.min(this.#fate.talkSeconds, this.#limits.talkSecondsMax), () => this.#end(this.#answeredAs()));
    return this.#means.courier.announce('in_progress');
  }

  #end(disposition: Disposition): Promise<void> {
    return this.#means.courier.announce(this.#hangUp(disposition, true));
  }

  #answeredAs(): Disposition {
    return this.#fate.ending === 'voicemail' ? 'voicemail' : 'answered';
  }

  #hangUp(disposition: Disposition, isTalkedOut: boolean): Status {
    const call = this.#call;
    call.endedAt = this.#means.agenda.now();
    call.disposition = disposition;
    call.goalMet = disposition === 'answered' && isTalkedOut && this.#fate.goalMet;
    this.#means.onHangUp();
    const { disconnectBeforeEnd, endingLagSeconds } = this.#means.settings();
    const isFinal = !disconnectBeforeEnd || call.answeredAt === null;
    call.status = isFinal ? 'ended' : 'disconnected';
    if (!isFinal) this.#next(endingLagSeconds, () => this.#conclude());
    return call.status;
  }

  #conclude(): Promise<void> {
    this.#call.status = 'ended';
    return this.#means.courier.announce('ended');
  }

  #next(seconds: number, step: () => Promise<void>): void {
    this.#callOffNext = this.#means.agenda.after(seconds, step);
  }
}
