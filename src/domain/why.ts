import * as z from 'zod';
import { decideDial } from './dial.ts';
import type { DialFacts } from './dial.ts';
import type { EnrollmentStatus } from './enrollment.ts';
import { nextDial, outlookOf } from './legal-hours/calling-hours.ts';
import type { Binding } from './legal-hours/calling-hours.ts';

/** What keeps somebody in a campaign from being called at this moment; `in_line` is nothing of his own. */
export const WhyCode = z.enum([
  'in_line',
  'being_called',
  'over',
  'cancelled',
  'suppressed',
  'contact_deleted',
  'campaign_not_running',
  'past_end_date',
  'account_paused',
  'due_later',
  'on_the_phone',
  'window_closed',
  'legal_hours',
  'needs_time_zone',
  'never_open',
  'call_frequency',
]);
export type WhyCode = z.infer<typeof WhyCode>;

/** The reason, and when it is over where that is known. */
export type Why = { code: WhyCode; until: Date | null };

export type Standing = {
  status: EnrollmentStatus;
  /** Of somebody who waits: when his time comes. */
  dueAt: Date | null;
  /** Another campaign is calling him. */
  isOnThePhone: boolean;
  /** What would decide if he were dialled now. */
  dial: Omit<DialFacts, 'callStatus'>;
};

/** What somebody's status says by itself; undefined where he waits. */
export const settledAs: Partial<Record<EnrollmentStatus, WhyCode>> = {
  calling: 'being_called',
  completed: 'over',
  voicemail: 'over',
  failed: 'over',
  cancelled: 'cancelled',
  suppressed: 'suppressed',
};

/** Why somebody is not being called now: as a dial would be decided, and by his place in the queue. */
export function whyNotCalled(standing: Standing): Why {
  const code = settledAs[standing.status];
  if (code) return { code, until: null };
  const decision = decideDial({ ...standing.dial, callStatus: 'claimed' });
  if (decision.kind === 'allowed') return untimely(standing, null);
  switch (decision.because) {
    case 'window_closed':
    case 'legal_hours':
    case 'call_frequency':
      return untimely(standing, decision.because);
    case 'not_claimed':
      return { code: 'in_line', until: null };
    default:
      return { code: decision.because, until: null };
  }
}

type Untimely = 'window_closed' | 'legal_hours' | 'call_frequency' | null;

/** Of somebody who may be called, only not now; null when now would do. */
function untimely({ status, dueAt, isOnThePhone, dial: { at, hours, restsUntil } }: Standing, because: Untimely): Why {
  if (status === 'waiting' && dueAt !== null && dueAt > at)
    return { code: 'due_later', until: nextDial(hours, dueAt > restsUntil ? dueAt : restsUntil) };
  if (because === 'call_frequency') return { code: because, until: nextDial(hours, restsUntil) };
  if (because === null) return { code: isOnThePhone ? 'on_the_phone' : 'in_line', until: null };
  const { boundBy, flipsAt } = outlookOf(hours, at);
  return { code: boundBy === null ? because : codeOfBinding[boundBy], until: flipsAt };
}

/** What keeps a lane closed, as a reason. */
export const codeOfBinding: Record<Binding, WhyCode> = {
  window: 'window_closed',
  legal_hours: 'legal_hours',
  needs_time_zone: 'needs_time_zone',
  never_open: 'never_open',
};
