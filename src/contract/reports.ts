import * as z from 'zod';
import { Disposition } from '#domain/disposition.ts';
import { EnrollmentStatus } from '#domain/enrollment.ts';
import { Ratio } from './campaign-counts.ts';
import { endpoint } from './endpoint.ts';
import { ById, Instant } from './page.ts';

const OfCalls = z.object({ placed: z.int(), answered: z.int() });

/** One day on the campaign's clock: the calls that were placed, by how they ended. */
const Day = OfCalls.extend({
  day: z.iso.date(),
  voicemail: z.int(),
  noAnswer: z.int(),
  busy: z.int(),
  failed: z.int(),
  other: z.int().meta({ description: 'Cancelled, unknown, or not over yet' }),
  goalsMet: z.int(),
  talkSeconds: z.int(),
  placedSoFar: z.int(),
});

/** What the charts of a campaign show; every rate stands beside its two counts. */
export const Analytics = z
  .object({
    at: Instant,
    timeZone: z.string().meta({ description: 'Of days, and of hours on the campaign’s clock' }),
    outcomes: z.array(
      z.object({ disposition: z.enum([...Disposition.options, 'in_progress']), calls: z.int(), percent: z.int() }),
    ),
    days: z.array(Day),
    hours: z.array(
      OfCalls.extend({ weekday: z.int().min(1).max(7), hour: z.int().min(0).max(23), answerRate: z.int() }),
    ),
    attempts: z.array(z.object({ attempt: z.int(), answer: Ratio, answerRate: z.int() })),
    funnel: z.object({
      people: z.int(),
      dialled: z.int(),
      answered: z.int(),
      talked: z.int().meta({ description: 'For 20 seconds at least' }),
      goalMet: z.int(),
    }),
    talk: z.object({
      calls: z.int(),
      medianSeconds: z.number().nullable(),
      p90Seconds: z.number().nullable(),
      stillTalking: z.array(z.object({ seconds: z.int(), calls: z.int() })),
    }),
  })
  .meta({ id: 'Analytics' });
export type Analytics = z.infer<typeof Analytics>;

export const campaignReports = {
  analytics: endpoint({
    method: 'GET',
    path: '/campaigns/:id/analytics',
    summary: 'What came of it: outcomes, days, hours of the week, attempts, and how long people talked',
    permission: 'viewer',
    params: ById,
    query: z.object({
      clock: z.enum(['campaign', 'contact']).default('campaign').meta({ description: 'Whose clock hours are read on' }),
    }),
    output: Analytics,
  }),
  export: endpoint({
    method: 'GET',
    path: '/campaigns/:id/export',
    summary: 'Its people, or its calls, as CSV that is safe to open in a spreadsheet',
    permission: 'viewer',
    params: ById,
    query: z.object({
      rows: z.enum(['people', 'calls']).default('people'),
      status: EnrollmentStatus.optional().meta({ description: 'Of the people' }),
      disposition: Disposition.optional().meta({ description: 'Of the calls; of people that of their last one' }),
    }),
    output: z.string(),
    text: 'text/csv; charset=utf-8',
  }),
};
