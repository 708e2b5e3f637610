import { ProblemError } from '#client/problem-error.ts';
import type { Campaign } from '#contract/campaigns.ts';
import { Failure, reasonOf } from '../failure.ts';
import { pause } from '../interrupt.ts';
import { milestoneOf, progressLine } from './progress.ts';
import type { Sample } from './progress.ts';
import { readSandbox } from './sandbox.ts';
import { ServerGone } from '../session.ts';
import type { Session } from '../session.ts';

const lookEveryMs = 300;
/** A server elsewhere that is restarted answers again within this. */
const patienceMs = 30_000;
/** One of ours is started again when it is silent for so long. */
const localPatienceMs = 2000;

/**
 * Follows a campaign until it is over, showing where it stands; throws Interrupted when the session's signal aborts, and
 * ServerGone when a server that is not ours ended.
 */
export async function watchCampaign(session: Session, id: string): Promise<Campaign> {
  let first: Sample | undefined;
  let missed = 0;
  for (;;) {
    const sample = await look(session, id);
    missed = sample === undefined ? missed + 1 : 0;
    if (sample) {
      first ??= sample;
      session.output.progress(progressLine(sample, first), milestoneOf(sample));
      if (isEnd(sample.campaign)) return sample.campaign;
    } else if (missed * lookEveryMs > (session.config.remote ? patienceMs : localPatienceMs)) {
      throw new ServerGone('failure', `${session.url} does not answer any more. The campaign goes on when it does.`);
    }
    await pause(lookEveryMs, session.signal);
  }
}

/** Nothing more will come of itself. */
export function isEnd({ status, counts }: Campaign): boolean {
  return status === 'completed' || status === 'failed' || (status === 'cancelled' && counts.calling === 0);
}

/** The campaign now; undefined when the server can't be reached, which may pass unless it was ours. */
async function look(session: Session, id: string): Promise<Sample | undefined> {
  try {
    const [campaign, sandbox] = await Promise.all([session.client.campaigns.get({ id }), readSandbox(session)]);
    return { campaign, now: sandbox?.now ?? null };
  } catch (error) {
    session.signal.throwIfAborted();
    const lastWords = session.lastWords();
    if (lastWords !== undefined)
      throw new Failure('failure', `Carillon ended unexpectedly.\n${lastWords}`, { cause: error });
    if (error instanceof ProblemError && error.status < 500) throw error;
    session.output.progress(`${session.url} does not answer: ${reasonOf(error)}. Trying again …`, 'silent');
    return undefined;
  }
}
