import * as z from 'zod';
import { endpoint } from './endpoint.ts';
import { ById, GivenInstant, Id, Instant } from './page.ts';

/** Calls at once that each level allowed, from an instant on; null where no account was chosen. */
const Limits = z.object({
  at: Instant,
  campaign: z.int(),
  workspace: z.int(),
  account: z.int().nullable(),
  system: z.int(),
});

const Outcome = z.enum(['success', 'connected', 'voicemail', 'noAnswer', 'busy', 'failed']);

/** How many calls a campaign had in progress, under which limits, and what happened to it meanwhile. */
export const Pulse = z
  .object({
    at: Instant,
    timeZone: z.string(),
    from: Instant,
    until: Instant.meta({ description: 'Up to here closed hours are told; counts end at `at`' }),
    bucketSeconds: z.int(),
    active: z
      .array(z.number())
      .meta({ description: 'In each bucket: at its end where buckets are one second long, else the mean' }),
    ringing: z.array(z.number()).meta({ description: 'Those of them that nobody has answered' }),
    peak: z.array(z.int()),
    inProgress: z.array(z.object({ id: Id, placedAt: Instant, answeredAt: Instant.nullable() })),
    limits: z.array(Limits).meta({ description: 'As dials saw them, where they changed; the last are those of now' }),
    closed: z
      .array(z.object({ from: Instant, to: Instant }))
      .meta({ description: 'When nobody in it may be called, by the window as it is now and by law' }),
    events: z.array(
      z.object({ at: Instant, kind: z.string(), actor: z.string(), changed: z.array(z.string()), text: z.string() }),
    ),
    outcomeSeconds: z.int(),
    outcomes: z
      .array(z.object({ place: z.int(), outcome: Outcome, calls: z.int() }))
      .meta({ description: 'Calls that ended, by how; `place` counts stretches of `outcomeSeconds` from `from`' }),
  })
  .meta({ id: 'Pulse' });
export type Pulse = z.infer<typeof Pulse>;

export const campaignPulse = endpoint({
  method: 'GET',
  path: '/campaigns/:id/pulse',
  summary: 'Calls in progress over time, with limits, closed hours, events and outcomes',
  permission: 'viewer',
  params: ById,
  query: z.object({
    range: z.enum(['15m', 'today', 'all']).default('15m').meta({
      description:
        'Quarter of an hour by seconds, today on its clock by half minutes, or all of it by five minutes from the second day on',
    }),
    until: GivenInstant.optional().meta({ description: 'Of `all`: tell closed hours up to here, 60 days at most' }),
  }),
  output: Pulse,
});
