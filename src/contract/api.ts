import { agents } from './agents.ts';
import { apiKeys } from './api-keys.ts';
import { audit } from './audit.ts';
import { auth, workspaces } from './auth.ts';
import { campaignCalls, calls } from './calls.ts';
import { campaigns } from './campaigns.ts';
import { enrollments, queue } from './enrollments.ts';
import { imports } from './imports.ts';
import { members } from './members.ts';
import { operations, sandbox } from './operations.ts';
import { admin, settings } from './settings.ts';

/** The whole API as data, by noun and verb: what the server mounts, the client offers and the documents describe. */
export const api = {
  campaigns: { ...campaigns, ...enrollments, calls: campaignCalls },
  imports,
  queue,
  calls,
  agents,
  settings,
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
