import * as z from 'zod';
import { EnrollmentStatus } from '#domain/enrollment.ts';
import { WhyCode } from '#domain/why.ts';
import { endpoint } from './endpoint.ts';
import { ById, Id, Instant } from './page.ts';

const Reason = { code: WhyCode, until: Instant.nullable(), reason: z.string() };

/** Somebody's place in one campaign, and what keeps him from being called now. */
export const WhyPerson = z
  .object({
    enrollmentId: Id,
    campaignId: Id,
    campaignName: z.string(),
    phone: z.string(),
    name: z.string().nullable(),
    status: EnrollmentStatus,
    attempts: z.int(),
    ...Reason,
  })
  .meta({ id: 'WhyPerson' });
export type WhyPerson = z.infer<typeof WhyPerson>;

/** People of a campaign for whom the same holds; `until` is when the first of them may be called. */
export const WhyGroup = z.object({ people: z.int(), ...Reason }).meta({ id: 'WhyGroup' });
export type WhyGroup = z.infer<typeof WhyGroup>;

export const whyPerson = endpoint({
  method: 'GET',
  path: '/queue/why',
  summary: 'Why somebody is not being called now, in each campaign: by contact id, or by phone number',
  permission: 'viewer',
  query: z.object({ contactId: Id.optional(), phone: z.string().max(60).optional() }),
  output: z.object({ asOf: Instant, data: z.array(WhyPerson) }),
});

export const whyCampaign = endpoint({
  method: 'GET',
  path: '/campaigns/:id/why',
  summary: 'Why the people of a campaign are not being called now, by reason',
  permission: 'viewer',
  params: ById,
  output: z.object({ asOf: Instant, data: z.array(WhyGroup) }),
});
