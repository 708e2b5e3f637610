import type { Command } from 'commander';
import type { Campaign } from '#contract/campaigns.ts';
import { Failure, Interrupted } from '../failure.ts';
import { findCampaign } from '../campaign/find.ts';
import { shortId } from '../format.ts';
import { jsonOption } from '../options.ts';
import { carryOn, withSession } from '../session.ts';
import type { Session } from '../session.ts';
import { printStats, requireCompleted } from '../campaign/summary.ts';
import type { Terminal } from '../terminal.ts';
import { watchCampaign } from '../campaign/watch.ts';

type WatchOptions = { json?: true };

export function addWatch(campaigns: Command, terminal: Terminal): void {
  campaigns
    .command('watch')
    .description('Follow a campaign to its end. Ctrl-C ends the watching only.')
    .argument('<id>', 'its id, or the beginning of it')
    .addOption(jsonOption())
    .addHelpText('before', 'Example:\n  carillon campaigns watch 0193f2\n')
    .action((id: string, options: WatchOptions) => watch(terminal, id, options));
}

async function watch(terminal: Terminal, prefix: string, options: WatchOptions): Promise<void> {
  await withSession(terminal, async (session) => {
    const campaign = await findCampaign(session, prefix);
    requireMoving(session, campaign);
    await carryOn(session, (current) => follow(current, campaign.id, options));
  });
}

async function follow(session: Session, id: string, { json }: WatchOptions): Promise<void> {
  const end = await watchCampaign(session, id).catch((error: unknown) => {
    if (error instanceof Interrupted) session.output.say(whatStays(session));
    throw error;
  });
  const stats = await session.patient.campaigns.stats({ id });
  if (json) session.output.json({ campaignId: id, status: end.status, stats });
  else printStats(session.output, end, stats);
  requireCompleted(end);
}

/** Watching makes nothing move: of a campaign that stands still, that is said. */
function requireMoving({ isOurs }: Session, { id, status, name }: Campaign): void {
  const verb = status === 'draft' ? 'start' : 'resume';
  if (status !== 'draft' && !(status === 'paused' && isOurs)) return;
  throw new Failure(
    'conflict',
    `${name} is ${status === 'draft' ? 'not started' : 'paused'}. First: carillon campaigns ${verb} ${shortId(id)}`,
  );
}

function whatStays({ isOurs, config }: Session): string {
  return isOurs
    ? `Stopping Carillon. The campaign waits in ${config.dataDir} until it runs again.`
    : 'The campaign goes on.';
}
