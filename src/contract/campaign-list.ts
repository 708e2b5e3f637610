import * as z from 'zod';
import { CampaignStatus } from '#domain/campaign.ts';
import { InstantBand } from './forecasts.ts';
import { Id } from './page.ts';

/** The tabs of the list, or one status. */
export const CampaignTab = z.enum(['active', ...CampaignStatus.options]);

/** How many campaigns each tab of the list holds; `scheduled` without its drafts, which are counted apart. */
export const CampaignTabCounts = z
  .object({ active: z.int(), scheduled: z.int(), drafts: z.int(), completed: z.int(), all: z.int() })
  .meta({ id: 'CampaignTabCounts' });

/** What the list shows of a campaign beside what it is: its line of the last minutes, and when it is foreseen to end. */
export const CampaignGlance = z
  .object({
    campaignId: Id,
    calls: z.array(z.int()).meta({ description: 'Calls in progress at each of the last 15 minutes, the oldest first' }),
    limit: z.int().meta({ description: 'The smallest limit of calls at once' }),
    finish: InstantBand.nullable().meta({ description: 'As it was last foreseen; null when it was not' }),
  })
  .meta({ id: 'CampaignGlance' });
export type CampaignGlance = z.infer<typeof CampaignGlance>;

/** Of which campaigns something is asked at once. */
export const campaignIds = z
  .string()
  .max(4000)
  .transform((text) => [...new Set(text.split(',').map((id) => id.trim()))].filter((id) => id !== ''))
  .pipe(z.array(Id).max(100))
  .meta({ description: 'Of campaigns, with commas between them, 100 at most' });

/** What a list of campaigns can be narrowed by. */
export const campaignFilter = {
  q: z.string().max(200).optional(),
  agentId: Id.optional().meta({ description: 'Only those of this agent' }),
};
