import * as z from 'zod';
import { endpoint } from './endpoint.ts';
import { ById, Id, Instant } from './page.ts';

const calls = { error: 'Must be a whole number of calls from 1 to 100' };
const hours = { error: 'Must be a whole number of hours from 1 to 720' };
const gap = { error: 'Must be a whole number of seconds from 0 to 604,800 (a week), or null for the usual gap' };

/** At most so many calls to one person within so many hours, whichever campaigns make them. */
export const CallCap = z
  .strictObject({
    calls: z.number(calls).int(calls).min(1, calls).max(100, calls),
    hours: z.number(hours).int(hours).min(1, hours).max(720, hours),
  })
  .meta({ id: 'CallCap' });

export const CallingRules = z
  .object({
    workspaceId: Id,
    legalHours: z.object({ simulated: z.boolean(), real: z.boolean() }),
    caps: z.array(CallCap),
    gapSeconds: z.int().nullable().meta({ description: 'Null: ten minutes on real accounts, none on the simulator' }),
  })
  .meta({ id: 'CallingRules' });
export type CallingRules = z.infer<typeof CallingRules>;

/** What is not named stays as it is. */
export const CallingRulesChange = z
  .strictObject({
    simulatedLegalHours: z.boolean().optional().meta({ description: 'Whether simulated people have legal hours too' }),
    caps: z.array(CallCap).max(10, { error: 'Must be at most 10 caps' }).optional(),
    gapSeconds: z.number(gap).int(gap).min(0, gap).max(604_800, gap).nullable().optional(),
  })
  .meta({ id: 'CallingRulesChange' });

const reason = { error: 'Must say why, in up to 500 characters: it goes into the record' };

export const RealLegalHours = z
  .strictObject({ real: z.boolean(), reason: z.string(reason).trim().min(1, reason).max(500, reason) })
  .meta({ id: 'RealLegalHours' });

const Span = z.tuple([z.string(), z.string()]);

export const LegalRule = z
  .object({
    jurisdiction: z.string(),
    name: z.string(),
    week: z
      .record(z.string(), z.array(Span))
      .meta({ description: 'By ISO weekday; a day that is not there is closed' }),
    closedOnHolidays: z.boolean(),
    caps: z.array(CallCap),
    source: z.object({
      url: z.string().nullable(),
      readOn: z.string().nullable(),
      basis: z.enum(['law', 'code', 'report', 'none']),
      note: z.string(),
    }),
  })
  .meta({ id: 'LegalRule' });

export const Binding = z.enum(['window', 'legal_hours', 'needs_time_zone', 'never_open']);

/** Who of a campaign may be called now, and when the others may: by next opening. */
export const CampaignHours = z
  .object({
    legalHours: z.boolean().meta({ description: 'Whether legal hours hold for this campaign' }),
    now: z.int().meta({ description: 'People still to be called whose hours are open' }),
    closed: z.array(
      z.object({ until: Instant.nullable(), people: z.int(), binding: Binding, jurisdictions: z.array(z.string()) }),
    ),
    sentences: z.array(z.string()),
  })
  .meta({ id: 'CampaignHours' });
export type CampaignHours = z.infer<typeof CampaignHours>;

export const callingHours = {
  rules: endpoint({
    method: 'GET',
    path: '/settings/calling-rules',
    summary: 'Whether legal hours hold, and how often one person may be called',
    permission: 'viewer',
    output: CallingRules,
  }),
  changeRules: endpoint({
    method: 'PATCH',
    path: '/settings/calling-rules',
    summary: 'Change caps, the gap between calls to a person, or the legal hours of simulated people',
    permission: 'admin',
    body: CallingRulesChange,
    output: CallingRules,
  }),
  switchLegalHours: endpoint({
    method: 'PATCH',
    path: '/admin/workspaces/:id/legal-hours',
    summary: 'Switch the legal hours of real people off or on again; it is recorded with its reason',
    permission: 'system_admin',
    params: ById,
    body: RealLegalHours,
    output: CallingRules,
  }),
  legalHours: endpoint({
    method: 'GET',
    path: '/legal-hours',
    summary: 'The legal calling hours known here, with source and date',
    permission: 'viewer',
    output: z.object({ version: z.string(), data: z.array(LegalRule) }),
  }),
  ofCampaign: endpoint({
    method: 'GET',
    path: '/campaigns/:id/hours',
    summary: 'Who of a campaign may be called now, and when the others may',
    permission: 'viewer',
    params: ById,
    output: CampaignHours,
  }),
};
