import { ProblemError } from '#client/problem-error.ts';
import { instantText } from '../format.ts';
import { Failure } from '../failure.ts';
import type { Session } from '../session.ts';

export type SandboxWish = {
  /** Times as fast as real time; the default when not given. */
  speed: number | undefined;
  skipIdle: boolean;
  /** Of the campaign: its day begins at 10:00. */
  timeZone: string;
};

export type SandboxTime = { now: Date; speed: number; skipIdle: boolean };

const defaultSpeed = 60;

/** What the sandbox's clock shows; null on an installation that runs on real time. */
export async function readSandbox({ client }: Pick<Session, 'client'>): Promise<SandboxTime | null> {
  return client.sandbox.clock().catch((error: unknown) => {
    if (error instanceof ProblemError && error.code === 'real_time') return null;
    throw error;
  });
}

/**
 * Sets the sandbox's speed and asks for 10:00 of the day it shows; the server decides whether time may move there. Gives
 * what the clock shows then, and null on an installation that runs on real time.
 */
export async function setSandbox(
  { client, output }: Session,
  { speed, skipIdle, timeZone }: SandboxWish,
): Promise<SandboxTime | null> {
  const shown = await readSandbox({ client });
  if (shown === null) {
    if (speed === undefined) return null;
    throw new Failure(
      'usage',
      'This installation calls real people and runs on real time. Leave --simulate-speed out.',
    );
  }
  const now = tenOnThatDay(shown.now, timeZone);
  const set = await client.sandbox.setClock({ now: now.toISOString(), speed: speed ?? defaultSpeed, skipIdle });
  const time = instantText(set.now, timeZone);
  output.say(`Sandbox: nobody is really called. Its clock shows ${time} and runs ${set.speed} times as fast.`);
  return set;
}

function tenOnThatDay(instant: Date, timeZone: string): Date {
  const day = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone).toPlainDate();
  return new Date(day.toZonedDateTime({ timeZone, plainTime: '10:00' }).epochMilliseconds);
}

/** Raises the workspace's and the system's limits to at least this many calls at once, and says so. */
export async function raiseLimits({ client, output }: Session, limit: number): Promise<void> {
  const { workspaceId, limit: workspaceLimit, system } = await client.settings.concurrency();
  const raised: string[] = [];
  if (workspaceLimit < limit) {
    await client.admin.setWorkspaceConcurrency({ id: workspaceId, limit });
    raised.push(`the workspace's limit from ${workspaceLimit} to ${limit}`);
  }
  if (system.limit < limit) {
    await client.admin.setSystemConcurrency({ limit });
    raised.push(`the system's from ${system.limit} to ${limit}`);
  }
  if (raised.length > 0) output.say(`Raised ${raised.join(' and ')} calls at once, to match --limit.`);
}
