import * as z from 'zod';
import { CampaignStatus } from '#domain/campaign.ts';
import { endpoint } from './endpoint.ts';
import { ById, Id, Instant } from './page.ts';

/** Eight of ten times between p10 and p90, half of them before p50. */
export const InstantBand = z.object({ p10: Instant, p50: Instant, p90: Instant }).meta({ id: 'InstantBand' });

/** Of so many forecasts that came true or not: how many were within 10 %, how many ended inside their band. */
export const Score = z.object({ scored: z.int(), withinTenPercent: z.int(), bandHeld: z.int() }).meta({ id: 'Score' });

/** How good past forecasts were; of waits, those of people 200 or more places away apart from nearer ones. */
export const ForecastScore = z
  .object({ completions: Score, farWaits: Score, nearWaits: Score })
  .meta({ id: 'ForecastScore' });
export type ForecastScore = z.infer<typeof ForecastScore>;

const level = z.enum(['campaign_limit', 'workspace_limit', 'account_limit', 'system_limit', 'pace']);

/** What makes the campaign take as long as it does, and when it would end with more. */
export const Binding = z
  .object({
    levels: z.array(level),
    limit: z.int().nullable().meta({ description: 'Calls at once; null where the pace binds' }),
    whatIf: z.object({ limit: z.int(), finish: Instant }).nullable(),
    text: z.string(),
  })
  .meta({ id: 'Binding' });
export type Binding = z.infer<typeof Binding>;

/** When a campaign is done, as foreseen now; of a draft, if it were started now; of a paused one, if it were resumed. */
export const CampaignForecast = z
  .object({
    campaignId: Id,
    status: CampaignStatus,
    asOf: Instant,
    peopleLeft: z.int(),
    finish: InstantBand.nullable().meta({ description: 'Null: it is over, or no end is in sight' }),
    firstCall: Instant.nullable(),
    text: z.string().nullable().meta({
      description: 'When it ends, in one sentence; while it is early, what it is at best. Null when it is over',
    }),
    binding: Binding.nullable(),
    isEarly: z
      .boolean()
      .meta({ description: 'Fewer than 20 calls have ended: what is usual speaks more than what was seen' }),
    samples: z.object({ ownCalls: z.int(), workspaceCalls: z.int(), runs: z.int() }),
    cameTrue: z
      .object({
        madeAt: Instant,
        foreseen: InstantBand,
        endedAt: Instant,
        errorPercent: z.number(),
        bandHeld: z.boolean(),
      })
      .nullable()
      .meta({ description: 'Of a campaign that is over: the earliest forecast made from 20 calls or more' }),
  })
  .meta({ id: 'CampaignForecast' });
export type CampaignForecast = z.infer<typeof CampaignForecast>;

/** Seconds until the person is called; nearer than 200 places chance rules, and only the range is told. */
export const Wait = z
  .object({ p10: z.int(), p50: z.int().nullable(), p90: z.int() })
  .meta({ id: 'Wait', description: 'Seconds; p50 is null nearer than 200 places, where only a range can be told' });
export type Wait = z.infer<typeof Wait>;

export const campaignForecast = endpoint({
  method: 'GET',
  path: '/campaigns/:id/forecast',
  summary: 'When it ends, and what binds; of a draft, when it would end if it were started now',
  permission: 'viewer',
  params: ById,
  output: CampaignForecast,
});
