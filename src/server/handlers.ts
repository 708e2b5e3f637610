import { agentHandlers } from './agents/handlers.ts';
import { callHandlers, campaignCalls } from './calls/handlers.ts';
import { campaignHandlers } from './campaigns/handlers.ts';
import { addContacts } from './contacts/handlers.ts';
import type { Handlers } from './http/mount.ts';
import { campaignTemplate, importHandlers } from './imports/handlers.ts';
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
    template: campaignTemplate,
  },
  imports: importHandlers,
  queue: queueHandlers,
  calls: callHandlers,
  agents: agentHandlers,
  settings: settingsHandlers,
  admin: adminHandlers,
  sandbox: clockHandlers,
};
