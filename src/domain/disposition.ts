import * as z from 'zod';

/** How a call ended, as everybody reads it. */
export const Disposition = z.enum(['answered', 'voicemail', 'no_answer', 'busy', 'failed', 'cancelled', 'unknown']);
export type Disposition = z.infer<typeof Disposition>;

/** How a call's record ends: a disposition, or `not_placed`, which gives the attempt back. */
export type Ending = Disposition | 'not_placed';
