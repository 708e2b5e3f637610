import { agentHandlers } from './agents/handlers.ts';
import { callHandlers, campaignCalls } from './calls/handlers.ts';
import { campaignHandlers } from './campaigns/handlers.ts';
import { addContacts } from './contacts/handlers.ts';
import { campaignForecast } from './forecasts/handlers.ts';
import type { Handlers } from './http/mount.ts';
import { getErrorFile, getImport, listImports } from './imports/handlers.ts';
import { uploadImport } from './imports/upload.ts';
import { enrollmentHandlers, queueHandlers } from './queue/handlers.ts';
import { clockHandlers } from './settings/clock-handlers.ts';
import { adminHandlers, settingsHandlers } from './settings/handlers.ts';

/** What does the work of each endpoint of the contract. */
export const handlers: Handlers = {
  campaigns: {
    ...campaignHandlers,
    ...enrollmentHandlers,
    addContacts,
    calls: campaignCalls,
    forecast: campaignForecast,
  },
  imports: { upload: uploadImport, list: listImports, get: getImport, errors: getErrorFile },
  queue: queueHandlers,
  calls: callHandlers,
  agents: agentHandlers,
  settings: settingsHandlers,
  admin: adminHandlers,
  sandbox: clockHandlers,
};
