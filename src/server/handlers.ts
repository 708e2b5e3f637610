import { agentHandlers } from './agents/handlers.ts';
import { keyHandlers } from './api-keys/handlers.ts';
import { auditHandlers } from './audit/handlers.ts';
import { callHandlers, campaignCalls } from './calls/handlers.ts';
import { campaignHandlers } from './campaigns/handlers.ts';
import { addContacts } from './contacts/handlers.ts';
import type { Handlers } from './http/mount.ts';
import { getErrorFile, getImport, listImports } from './imports/handlers.ts';
import { uploadImport } from './imports/upload.ts';
import { memberHandlers } from './members/handlers.ts';
import { enrollmentHandlers, queueHandlers } from './queue/handlers.ts';
import { clockHandlers } from './settings/clock-handlers.ts';
import { adminHandlers, settingsHandlers } from './settings/handlers.ts';
import { workspaceHandlers } from './workspaces/handlers.ts';

/** What does the work of each endpoint of the contract, but of those that need to know about passwords and sessions. */
export const handlers: Omit<Handlers, 'auth'> = {
  campaigns: { ...campaignHandlers, ...enrollmentHandlers, addContacts, calls: campaignCalls },
  imports: { upload: uploadImport, list: listImports, get: getImport, errors: getErrorFile },
  queue: queueHandlers,
  calls: callHandlers,
  agents: agentHandlers,
  settings: settingsHandlers,
  workspaces: workspaceHandlers,
  members: memberHandlers,
  apiKeys: keyHandlers,
  audit: auditHandlers,
  admin: adminHandlers,
  sandbox: clockHandlers,
};
