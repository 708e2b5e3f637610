import { agentHandlers } from './agents/handlers.ts';
import { keyHandlers } from './api-keys/handlers.ts';
import { auditHandlers } from './audit/handlers.ts';
import { callingHoursHandlers } from './calling-hours/handlers.ts';
import { callHandlers, campaignCalls } from './calls/handlers.ts';
import { campaignHandlers } from './campaigns/handlers.ts';
import { bookHandlers } from './contacts/book.ts';
import { bulkCall } from './contacts/bulk-call.ts';
import { addContacts } from './contacts/handlers.ts';
import { campaignForecast } from './forecasts/handlers.ts';
import { campaignPreview } from './forecasts/preview/preview.ts';
import type { Handlers } from './http/mount.ts';
import { campaignTemplate, importHandlers } from './imports/handlers.ts';
import { memberHandlers } from './members/handlers.ts';
import { numberHandlers } from './phone-numbers/handlers.ts';
import { accountHandlers } from './provider-accounts/handlers.ts';
import { enrollmentHandlers, queueHandlers } from './queue/handlers.ts';
import { whyCampaign, whyPerson } from './queue/why.ts';
import { reportHandlers } from './reports/handlers.ts';
import { campaignPulse } from './reports/pulse.ts';
import { clockHandlers } from './sandbox/handlers.ts';
import { adminHandlers, settingsHandlers } from './settings/handlers.ts';
import { suppressionHandlers } from './suppressions/handlers.ts';
import { workspaceHandlers } from './workspaces/handlers.ts';

/**
 * What does the work of each endpoint of the contract, but of those that need to know about passwords and sessions, and of
 * the streams of live events, which belong to the app.
 */
export const handlers: Omit<Handlers, 'auth' | 'live'> = {
  campaigns: {
    ...campaignHandlers,
    ...enrollmentHandlers,
    ...reportHandlers,
    addContacts,
    calls: campaignCalls,
    bulkCall,
    forecast: campaignForecast,
    preview: campaignPreview,
    pulse: campaignPulse,
    template: campaignTemplate,
    why: whyCampaign,
  },
  contacts: bookHandlers,
  imports: importHandlers,
  queue: { ...queueHandlers, why: whyPerson },
  calls: callHandlers,
  agents: agentHandlers,
  providerAccounts: accountHandlers,
  phoneNumbers: numberHandlers,
  suppressions: suppressionHandlers,
  settings: settingsHandlers,
  callingHours: callingHoursHandlers,
  workspaces: workspaceHandlers,
  members: memberHandlers,
  apiKeys: keyHandlers,
  audit: auditHandlers,
  admin: adminHandlers,
  sandbox: clockHandlers,
};
