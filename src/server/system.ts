import type { Kysely } from 'kysely';
import type { Bus } from './bus.ts';
import type { Clock, SandboxClock } from './clock.ts';
import type { DB } from './database/tables.ts';
import type { Jobs } from './jobs.ts';
import type { Log } from './log.ts';
import type { Provider } from './provider.ts';
import type { Vault } from './vault/vault.ts';

/** What every part of the server is given to touch the world with. */
export type System = {
  /** In a handler of one workspace, the database as that workspace sees it; else all of it. */
  db: Kysely<DB>;
  /** In such a handler all of the database, for rules that look across workspaces: shares, forecasts. */
  everywhere?: Kysely<DB>;
  clock: Clock;
  /** The same clock while it may be set: only simulator accounts exist. Null where time is real. */
  sandbox: SandboxClock | null;
  jobs: Jobs;
  bus: Bus;
  log: Log;
  /** The provider of that name; throws for one that this build does not have. */
  provider: (name: string) => Provider;
  /** Keeps what is secret and must be read again. */
  vault: Vault;
  /** Where providers reach us: the base of webhook URLs. */
  publicUrl: string;
  /** Where accounts without an address of their own find their provider. */
  simulatorUrl: string;
  /** Addresses beside their providers' own that accounts may have; none when not given. */
  providerUrls?: string[];
  /** The most that the system's limit of calls at once may be set to; anything when not given. */
  callsMax?: number;
  network: NetworkPatience;
};

/** Real milliseconds. */
export type NetworkPatience = {
  /** After its last check a call is posted within this time or not at all. */
  sendWithinMs: number;
  /** How long a create-call may stay unanswered before it counts as unknown. */
  answerWithinMs: number;
};

export const defaultPatience: NetworkPatience = { sendWithinMs: 2000, answerWithinMs: 10_000 };
