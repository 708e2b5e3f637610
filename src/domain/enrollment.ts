import * as z from 'zod';

/** One contact's place in one campaign: due when, tried how often, how it ended. */
export const EnrollmentStatus = z.enum([
  'pending',
  'waiting',
  'queued',
  'calling',
  'completed',
  'voicemail',
  'failed',
  'cancelled',
  'suppressed',
]);
export type EnrollmentStatus = z.infer<typeof EnrollmentStatus>;
