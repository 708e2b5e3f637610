import * as z from 'zod';
import { RingSeconds, TalkSeconds } from './call-length.ts';
import { Pace } from './pace.ts';
import { RetryPolicy } from './retry.ts';
import { hasLength, timeOfDay, weekdays } from './window.ts';
import { TimeZone } from './zone.ts';

const instantOrDate = { error: 'Must be a date such as 2026-03-08, or an instant such as 2026-03-08T09:00:00Z' };
/** Whether an instant or a day, as text, lies in the years 1900 to 2999: further away calendars end, here or in the database. */
export function isInReach(text: string): boolean {
  return /^(?:19|2\d)\d\d-/.test(text);
}

export const outOfReach = { error: 'Must lie between the years 1900 and 2999', params: { code: 'out_of_range' } };

const Moment = z
  .union([z.iso.date(instantOrDate), z.iso.datetime({ offset: true, ...instantOrDate })], instantOrDate)
  .refine(isInReach, outOfReach);

const fields = {
  name: z.string().trim().min(1, { error: 'Must not be empty' }).max(200, { error: 'Must be at most 200 characters' }),
  description: z.string().max(2000, { error: 'Must be at most 2,000 characters' }),
  agentId: z.uuid({ error: 'Must be the id of an agent' }),
  fromNumberIds: z.array(z.uuid({ error: 'Must be the id of a phone number' })).max(100),
  nextAction: z.string().max(1000, { error: 'Must be at most 1,000 characters' }),
  timeZone: TimeZone,
  startAt: Moment,
  endDate: Moment,
  days: weekdays,
  firstCallTime: timeOfDay,
  lastCallTime: timeOfDay,
  allDay: z.boolean({ error: 'Must be true or false' }),
  clock: z.enum(['campaign', 'contact'], { error: 'Must be campaign or contact' }),
  pace: Pace,
  concurrentCallsLimit: z.number({ error: 'Must be 1–50' }).int().min(1).max(50),
  retry: RetryPolicy,
  priorityMode: z.enum(['priority', 'fifo'], { error: 'Must be priority or fifo' }),
  voicemail: z.strictObject({ retry: z.boolean().default(false), message: z.string().max(1000).nullish() }),
  ringSecondsMax: RingSeconds,
  talkSecondsMax: TalkSeconds,
};

/** Everything of a campaign that can be set, with the defaults of spec section 4; the zone's default is the workspace's. */
export const CampaignSettings = z
  .strictObject({
    name: fields.name.optional(),
    description: fields.description.optional(),
    agentId: fields.agentId.optional(),
    fromNumberIds: fields.fromNumberIds.default([]),
    nextAction: fields.nextAction.optional(),
    timeZone: fields.timeZone.optional(),
    startAt: fields.startAt.optional(),
    endDate: fields.endDate.optional(),
    days: fields.days.default([1, 2, 3, 4, 5, 6, 7]),
    firstCallTime: fields.firstCallTime.default('09:00'),
    lastCallTime: fields.lastCallTime.default('18:00'),
    allDay: fields.allDay.default(false),
    clock: fields.clock.default('campaign'),
    pace: fields.pace.default({ mode: 'asap' }),
    concurrentCallsLimit: fields.concurrentCallsLimit.default(3),
    retry: fields.retry.default({ on: ['no_answer', 'busy', 'failed'], maxRetries: 3, delays: ['PT30M'] }),
    priorityMode: fields.priorityMode.default('priority'),
    voicemail: fields.voicemail.default({ retry: false }),
    ringSecondsMax: fields.ringSecondsMax.nullish(),
    talkSecondsMax: fields.talkSecondsMax.nullish(),
  })
  .refine(hasLength, {
    path: ['lastCallTime'],
    error: 'Must differ from firstCallTime, or the window is never open; for the whole day set allDay',
  });
export type CampaignSettings = z.infer<typeof CampaignSettings>;

/** What a change may name: any of the settings, none filled in; null takes an optional one away. */
export const CampaignChanges = z.strictObject({
  name: fields.name.optional(),
  description: fields.description.nullish(),
  agentId: fields.agentId.nullish(),
  fromNumberIds: fields.fromNumberIds.optional(),
  nextAction: fields.nextAction.nullish(),
  timeZone: fields.timeZone.optional(),
  startAt: fields.startAt.nullish(),
  endDate: fields.endDate.nullish(),
  days: fields.days.optional(),
  firstCallTime: fields.firstCallTime.optional(),
  lastCallTime: fields.lastCallTime.optional(),
  allDay: fields.allDay.optional(),
  clock: fields.clock.optional(),
  pace: fields.pace.optional(),
  concurrentCallsLimit: fields.concurrentCallsLimit.optional(),
  retry: fields.retry.optional(),
  priorityMode: fields.priorityMode.optional(),
  voicemail: fields.voicemail.optional(),
  ringSecondsMax: fields.ringSecondsMax.nullish(),
  talkSecondsMax: fields.talkSecondsMax.nullish(),
});
export type CampaignChanges = z.infer<typeof CampaignChanges>;
