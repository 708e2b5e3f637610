import type { Agenda } from './webhooks/agenda.ts';
import type { Call } from './call.ts';
import type { Courier } from './webhooks/courier.ts';
import { apply, turnsOf } from './fate/plan.ts';
import type { Plan, Turn } from './fate/plan.ts';

export type LineMeans = {
  agenda: Agenda;
  courier: Courier;
  /** Told once, when the line goes dead. */
  onHangUp: () => void;
};

/**
 * One call while it lives: rings, is picked up, hangs up, as its plan wants. Each step bears the instant that was
 * planned for it, however late the clock wakes us, so that the same call comes out the same after a restart.
 */
export class Line {
  readonly #call: Call;
  readonly #plan: Plan;
  readonly #means: LineMeans;
  #turns: Turn[];
  #done = 0;
  #callOffNext: () => void = () => {};

  constructor(call: Call, course: { plan: Plan; withdrawnAt: number | null }, means: LineMeans) {
    this.#call = call;
    this.#plan = course.plan;
    this.#means = means;
    this.#turns = turnsOf(course.plan, call.createdAt, course.withdrawnAt);
  }

  /** Takes the first step, or the next one, when its time comes. */
  wait(): void {
    this.#callOffNext();
    const next = this.#turns[this.#done];
    if (next !== undefined) this.#callOffNext = this.#means.agenda.at(next.at, () => this.catchUp());
  }

  /** Takes every step whose time has come and waits for the next; resolves when what was sent has been answered. */
  async catchUp(): Promise<void> {
    let told: Promise<void> | undefined;
    const now = this.#means.agenda.now();
    for (let next = this.#turns[this.#done]; next !== undefined && next.at <= now; next = this.#turns[this.#done]) {
      this.#take(next);
      told = this.#means.courier.announce(next);
    }
    this.wait();
    await told;
  }

  /**
   * Withdraws a call that nobody answered yet, hangs up one that is talking. Returns when that was, in Unix
   * milliseconds; null when it is over already.
   */
  cancel(): number | null {
    void this.catchUp();
    if (this.#call.endedAt !== null) return null;
    // A clock that was set back must not undo what has happened.
    const at = Math.max(this.#means.agenda.now(), this.#turns[this.#done - 1]?.at ?? 0);
    this.#turns = turnsOf(this.#plan, this.#call.createdAt, at);
    const hangUp = this.#turns[this.#done];
    if (hangUp === undefined) return null;
    this.#take(hangUp);
    this.#means.agenda.at(at, () => this.#means.courier.announce(hangUp));
    this.wait();
    return at;
  }

  #take(turn: Turn): void {
    this.#done += 1;
    apply(this.#call, turn);
    if (turn.ending !== undefined) this.#means.onHangUp();
  }
}
