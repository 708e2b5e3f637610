import type { Enrollment } from '#contract/enrollments.ts';

type Status = Enrollment['status'];

/** Where a person stands in a campaign, in a word. */
export const statusWords: Record<Status, string> = {
  pending: 'Not started',
  queued: 'In queue',
  waiting: 'Due later',
  calling: 'Calling',
  completed: 'Talked with',
  voicemail: 'Voicemail',
  failed: 'Not reached',
  cancelled: 'Removed',
  suppressed: 'Never call',
};

/** In the order in which a person goes through them. */
export const statuses: readonly Status[] = [
  'pending',
  'queued',
  'waiting',
  'calling',
  'completed',
  'voicemail',
  'failed',
  'cancelled',
  'suppressed',
];

const dots: Record<Status, string> = {
  pending: 'border border-line-strong border-dashed',
  queued: 'bg-remaining',
  waiting: 'border-2 border-violet',
  calling: 'bg-accent',
  completed: 'bg-success',
  voicemail: 'bg-voicemail',
  failed: 'bg-failed',
  cancelled: 'bg-no-answer',
  suppressed: 'border-2 border-failed',
};

/** The colour of a status, as the outcome bar of the campaign has it. */
export function StatusDot({ status }: { status: Status }) {
  return <span aria-hidden className={`inline-block size-2.5 shrink-0 rounded-full ${dots[status]}`} />;
}

/** Where a person stands in a campaign: a mark and a word. */
export function PersonStatus({ status }: { status: Status }) {
  return (
    <span className="inline-flex items-center gap-2 align-middle">
      <StatusDot status={status} />
      {statusWords[status]}
    </span>
  );
}
