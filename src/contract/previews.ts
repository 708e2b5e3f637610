import * as z from 'zod';
import { CampaignSettings } from '#domain/campaign-settings.ts';
import { ContactIds, crowdBytesMax } from './contacts.ts';
import { endpoint } from './endpoint.ts';
import { InstantBand } from './forecasts.ts';
import { Id, Instant } from './page.ts';

const peopleMax = 10_000_000;
const one = 'Must name one of importId, contactIds, campaignId and count';

/** Whom a campaign would call: those of an import, some of the contact book, those of a campaign, or only how many. */
export const Audience = z
  .strictObject({
    importId: Id.optional(),
    contactIds: ContactIds.optional(),
    campaignId: Id.optional(),
    count: z.int().min(0).max(peopleMax).optional(),
  })
  .refine((given) => Object.values(given).filter((value) => value !== undefined).length === 1, { error: one })
  .meta({ id: 'Audience' });
export type Audience = z.infer<typeof Audience>;

/** Settings that need not be saved, and people who need not be in a campaign. */
export const PreviewWish = z.strictObject({ ...CampaignSettings.shape, people: Audience }).meta({ id: 'PreviewWish' });

const Level = z.enum(['campaign', 'workspace', 'account', 'system']);
export type Level = z.infer<typeof Level>;

export const LeftOut = z
  .object({
    reason: z.string().meta({
      description: 'suppressed, duplicate, contact_not_found, needs_time_zone, never_open, or the code of a bad row',
    }),
    count: z.int(),
  })
  .meta({ id: 'LeftOut' });
export type LeftOut = z.infer<typeof LeftOut>;

/** `closed` says of a day without calls why: its weekday is not among the days, or the law lets nobody be called. */
export const DayOfCalls = z
  .object({ date: z.iso.date(), count: z.int(), closed: z.enum(['weekday', 'legal_hours']).nullable() })
  .meta({ id: 'DayOfCalls' });
export type DayOfCalls = z.infer<typeof DayOfCalls>;

export const PreviewWarning = z
  .object({
    code: z.enum([
      'no_agent',
      'account_paused',
      'no_caller_number',
      'caller_number_elsewhere',
      'empty_variable',
      'outside_legal_hours',
      'clock_change',
      'in_other_campaign',
      'ends_too_early',
      'no_end_in_sight',
      'not_checked',
    ]),
    count: z.int().meta({ description: 'People whom it concerns' }),
    message: z.string(),
  })
  .meta({ id: 'PreviewWarning' });
export type PreviewWarning = z.infer<typeof PreviewWarning>;

/** What would come of a campaign if it were started now, by the rules that it would be called by. */
export const CampaignPreview = z
  .object({
    asOf: Instant,
    timeZone: z.string(),
    willBeCalled: z.int(),
    leftOut: z.array(LeftOut),
    isSampled: z.boolean().meta({ description: 'Some people stand for all: counts by hours and variables are near' }),
    firstCallAt: Instant.nullable(),
    lastCallAt: InstantBand.nullable().meta({ description: 'When the last call is over; null: no end is in sight' }),
    callsPerDay: z
      .array(DayOfCalls)
      .meta({ description: "Attempts, retries among them; on the campaign's clock, the first 100 days" }),
    effectiveLimit: z.object({
      value: z.int(),
      binding: Level.meta({ description: 'Of equal ones the nearest to the campaign' }),
      parts: z.object({
        campaign: z.int(),
        workspace: z.int(),
        account: z.int().nullable(),
        system: z.int(),
      }),
      text: z.string(),
    }),
    bindingHint: z
      .object({ limit: z.int(), wouldEndAt: Instant, text: z.string() })
      .nullable()
      .meta({ description: 'What a larger limit would do, where that ends it sooner' }),
    warnings: z.array(PreviewWarning),
    isEarly: z.boolean().meta({ description: 'The workspace has seen fewer than 20 calls: what is usual speaks' }),
    text: z.string().meta({ description: 'When it would end, in one sentence' }),
  })
  .meta({ id: 'CampaignPreview' });
export type CampaignPreview = z.infer<typeof CampaignPreview>;

export const campaignPreview = endpoint({
  method: 'POST',
  path: '/campaigns/preview',
  summary:
    'What would come of settings and people not yet saved: who is called, when it ends, what binds; keeps nothing',
  permission: 'operator',
  body: PreviewWish,
  bytesMax: crowdBytesMax,
  output: CampaignPreview,
});
