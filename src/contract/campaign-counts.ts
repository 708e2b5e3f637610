import * as z from 'zod';

/** How many people of a campaign are where; `finished` is the last five together. Rates are whole percent, rounded down. */
export const CampaignCounts = z
  .object({
    total: z.int(),
    pending: z.int(),
    waiting: z.int(),
    queued: z.int(),
    calling: z.int(),
    completed: z.int(),
    voicemail: z.int(),
    failed: z.int(),
    cancelled: z.int(),
    suppressed: z.int(),
    finished: z.int(),
    progress: z.int(),
    successRate: z.int(),
  })
  .meta({ id: 'CampaignCounts' });
export type CampaignCounts = z.infer<typeof CampaignCounts>;

/** The two counts behind a rate. */
export const Ratio = z.object({ count: z.int(), of: z.int() }).meta({ id: 'Ratio' });

/** Calls by how they ended; `placed` are those that a provider accepted. */
export const CallCounts = z
  .object({
    placed: z.int(),
    answered: z.int(),
    voicemail: z.int(),
    noAnswer: z.int(),
    busy: z.int(),
    failed: z.int(),
    cancelled: z.int(),
    unknown: z.int(),
  })
  .meta({ id: 'CallCounts' });

export const CampaignStats = CampaignCounts.extend({
  connectRate: z.int(),
  goalRate: z.int(),
  ratios: z.object({ success: Ratio, connect: Ratio, goal: Ratio }),
  calls: CallCounts,
  goals: z.object({ met: z.int(), missed: z.int() }),
  averageTalkSeconds: z.number(),
}).meta({ id: 'CampaignStats' });
export type CampaignStats = z.infer<typeof CampaignStats>;

export const CampaignProgress = z
  .object({
    campaign: z.object({
      totalContacts: z.int(),
      queuedCalls: z.int(),
      activeCalls: z.int(),
      completedCalls: z.int(),
      failedCalls: z.int(),
      voicemailCalls: z.int(),
      progress: z.int(),
      successRate: z.int(),
    }),
    queue: z.object({
      waiting: z.int(),
      active: z.int(),
      completed: z.int(),
      failed: z.int(),
      delayed: z.int(),
    }),
  })
  .meta({ id: 'CampaignProgress' });
export type CampaignProgress = z.infer<typeof CampaignProgress>;
