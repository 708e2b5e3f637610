import type { CallingHours } from '../legal-hours/calling-hours.ts';
import type { RetryPolicy } from '../retry.ts';
import type { CallingWindow } from '../window.ts';
import type { SeenCall } from './calls.ts';

/** All that a forecast starts from, at one instant. Instants are Unix milliseconds. */
export type World = {
  now: number;
  systemMax: number;
  workspaces: { id: string; max: number; served: number }[];
  accounts: { id: string; max: number; gapMs: number | null }[];
  /** Those that call, or will without anybody's doing. */
  campaigns: Load[];
};

/** A campaign as the slots see it. */
export type Load = {
  id: string;
  /** Its place in the world's list. */
  workspace: number;
  /** Its place in the world's list. */
  account: number;
  max: number;
  served: number;
  /** For how many campaigns it stands, each of which has its turn. */
  turns: number;
  startsAt: number;
  endsAt: number | null;
  gapMs: number | null;
  nextDialAt: number | null;
  /** Whether people who are not staged yet are dealt out evenly over the first hours of their lane. */
  isSpread: boolean;
  window: CallingWindow;
  /** The clocks that the window is read on, and the law: what tells people apart who may be called at other hours. */
  lanes: readonly Omit<CallingHours, 'window'>[];
  /** By lane: whether its people may be called at the instant of the world. */
  isOpen: readonly boolean[];
  policy: RetryPolicy;
  voicemailRetry: boolean;
  /** In the order in which they are called when all are ready. */
  people: readonly Waiting[];
  inProgress: readonly { lane: number; attempt: number; elapsedMs: number }[];
  seen: { own: readonly SeenCall[]; workspace: readonly SeenCall[] };
};

/** Somebody who waits; in a campaign too large to be followed person by person, one who stands for several. */
export type Waiting = {
  lane: number;
  /** Null: ready, or as soon as the campaign starts. */
  dueAt: number | null;
  /** Used since the policy last began. */
  attempts: number;
  stands: number;
};
