import type { AppOptions } from '#server/app.ts';
import { openScopes } from '#server/database/scope.ts';
import { createIdentity } from '#server/identity/identity.ts';
import { createLog } from '#server/log.ts';
import { createScrape } from '#server/metrics/facts.ts';
import type { System } from '#server/system.ts';

type Place = { databaseUrl: string; uploadFolder: string };

/** What the HTTP side of a process is made of around a system: nobody is limited, and everybody may sign up. */
export function appOptions(
  system: System,
  { databaseUrl, uploadFolder }: Place,
): { options: AppOptions; close(): Promise<void> } {
  const scopes = openScopes({ url: databaseUrl, log: createLog('error'), size: 10 });
  const secret = 'a secret of the tests, 32 bytes long';
  const options: AppOptions = {
    system,
    uploadFolder,
    identity: createIdentity({ db: system.db, secret, publicUrl: system.publicUrl }),
    inWorkspace: (workspaceId) => scopes.inWorkspace(workspaceId),
    isSignUpOpen: true,
    dialer: () => ({ ok: true, detail: 'worked just now' }),
    scrape: createScrape({ ...system, loopAt: () => null }),
    simulatorUrl: null,
    version: '0.0.0',
  };
  return { options, close: () => scopes.close() };
}
