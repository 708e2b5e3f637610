import { agents } from './agents.ts';
import { campaignCalls, calls } from './calls.ts';
import { campaigns } from './campaigns.ts';
import { enrollments, queue } from './enrollments.ts';
import { imports, template } from './imports.ts';
import { operations, sandbox } from './operations.ts';
import { admin, settings } from './settings.ts';

/** The whole API as data, by noun and verb: what the server mounts, the client offers and the documents describe. */
export const api = {
  campaigns: { ...campaigns, ...enrollments, calls: campaignCalls, template },
  imports,
  queue,
  calls,
  agents,
  settings,
  admin,
  sandbox,
  operations,
};
export type Api = typeof api;
