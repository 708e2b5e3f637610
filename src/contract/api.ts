import { agents } from './agents.ts';
import { apiKeys } from './api-keys.ts';
import { audit } from './audit.ts';
import { auth, workspaces } from './auth.ts';
import { callingHours } from './calling-hours.ts';
import { campaignCalls, calls } from './calls.ts';
import { campaigns } from './campaigns.ts';
import { bulkCall, contacts } from './contacts.ts';
import { enrollments, queue } from './enrollments.ts';
import { campaignForecast } from './forecasts.ts';
import { imports, template } from './imports.ts';
import { live } from './live.ts';
import { members } from './members.ts';
import { operations, sandbox } from './operations.ts';
import { phoneNumbers } from './phone-numbers.ts';
import { campaignPreview } from './previews.ts';
import { providerAccounts } from './provider-accounts.ts';
import { campaignPulse } from './pulse.ts';
import { campaignReports } from './reports.ts';
import { admin, settings } from './settings.ts';
import { suppressions } from './suppressions.ts';
import { whyCampaign, whyPerson } from './why.ts';

/** The whole API as data, by noun and verb: what the server mounts, the client offers and the documents describe. */
export const api = {
  campaigns: {
    ...campaigns,
    ...enrollments,
    ...campaignReports,
    calls: campaignCalls,
    bulkCall,
    forecast: campaignForecast,
    preview: campaignPreview,
    pulse: campaignPulse,
    template,
    why: whyCampaign,
  },
  contacts,
  imports,
  queue: { ...queue, why: whyPerson },
  calls,
  live,
  agents,
  providerAccounts,
  phoneNumbers,
  suppressions,
  settings,
  callingHours,
  auth,
  workspaces,
  members,
  apiKeys,
  audit,
  admin,
  sandbox,
  operations,
};
export type Api = typeof api;
