import type { LiveEvent } from '#contract/live.ts';
import { counted } from '#web/format/number.ts';

export type Logged = { key: number; at: Date; event: LiveEvent };

/** The kinds of events that the stream brings, as they are named there. */
export const kinds = [
  'campaign.progress',
  'campaign.deleted',
  'calls.changed',
  'calls.invalidated',
  'import.progress',
  'limits.changed',
  'clock.changed',
  'reset',
] as const;

/** What an event says, in a line. */
export function eventWords(event: LiveEvent): string {
  switch (event.event) {
    case 'campaign.progress':
      return `${event.data.name}: ${event.data.status}. ${event.data.dispatch.reason}`;
    case 'campaign.deleted':
      return `Campaign ${event.data.campaignId} was deleted`;
    case 'calls.changed':
      return `${counted(event.data.calls.length, 'call')}: ${callStates(event.data.calls)}`;
    case 'calls.invalidated':
      return 'Too many calls changed to tell them one by one';
    case 'import.progress':
      return `Import ${event.data.status}: ${counted(event.data.rowsRead, 'row')} read`;
    case 'limits.changed':
      return `Limit ${event.data.limit}, ${event.data.active} in use`;
    case 'clock.changed':
      return `The clock runs at ${event.data.speed}×`;
    case 'ready':
      return 'The stream begins here';
    case 'reset':
      return 'Something may have been missed: read again what you show';
  }
}

function callStates(calls: readonly { status: string; disposition: string | null }[]): string {
  const states = calls.map(({ status, disposition }) => (disposition ?? status).replaceAll('_', ' '));
  return [...new Set(states)].join(', ');
}

/** The newest first, at most so many; of those alone whose kind is wanted. */
export function shownOf(log: readonly Logged[], kind: string): readonly Logged[] {
  return kind === '' ? log : log.filter(({ event }) => event.event === kind);
}
