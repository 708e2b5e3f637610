import { mayDial } from './legal-hours/calling-hours.ts';
import type { CallingHours } from './legal-hours/calling-hours.ts';
import { noLaw } from './legal-hours/legal-hours.ts';

/** Everything that may forbid a dial, as seen in the transaction that decides it. */
export type DialFacts = {
  at: Date;
  callStatus: string;
  campaignStatus: string;
  accountIsOpen: boolean;
  isSuppressed: boolean;
  contactIsGone: boolean;
  /** When the campaign is over, whoever still waits; null when it has no end. */
  endAt: Date | null;
  hours: CallingHours;
  /** Until when caps and gaps put this person off; now or earlier when they don't. */
  restsUntil: Date;
};

export type DialDecision =
  | { kind: 'allowed' }
  | {
      kind: 'forbidden';
      because:
        | 'not_claimed'
        | 'campaign_not_running'
        | 'past_end_date'
        | 'account_paused'
        | 'suppressed'
        | 'contact_deleted'
        | 'window_closed'
        | 'legal_hours'
        | 'call_frequency';
    };

/** Whether this call may be placed now; the first reason against it, gravest first. */
export function decideDial(facts: DialFacts): DialDecision {
  if (facts.callStatus !== 'claimed') return { kind: 'forbidden', because: 'not_claimed' };
  if (facts.isSuppressed) return { kind: 'forbidden', because: 'suppressed' };
  if (facts.contactIsGone) return { kind: 'forbidden', because: 'contact_deleted' };
  if (facts.campaignStatus !== 'running') return { kind: 'forbidden', because: 'campaign_not_running' };
  if (isPastEnd(facts.endAt, facts.at)) return { kind: 'forbidden', because: 'past_end_date' };
  if (!facts.accountIsOpen) return { kind: 'forbidden', because: 'account_paused' };
  return decideHour(facts);
}

function decideHour({ hours, at, restsUntil }: DialFacts): DialDecision {
  if (!mayDial({ ...hours, law: noLaw }, at)) return { kind: 'forbidden', because: 'window_closed' };
  if (!mayDial(hours, at)) return { kind: 'forbidden', because: 'legal_hours' };
  if (restsUntil > at) return { kind: 'forbidden', because: 'call_frequency' };
  return { kind: 'allowed' };
}

/** Whether a campaign's end date has come: nobody is dialled from that instant on. */
export function isPastEnd(endAt: Date | null, at: Date): boolean {
  return endAt !== null && at >= endAt;
}
