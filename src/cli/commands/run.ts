import { Option } from 'commander';
import type { Command } from 'commander';
import { Interrupted } from '../failure.ts';
import { counted, shortId } from '../format.ts';
import { launch } from '../campaign/launch.ts';
import type { Launched } from '../campaign/launch.ts';
import { jsonOption, readCountry, readDelays, readSpeed, readWindow, readZone, wholeNumber } from '../options.ts';
import { checkPeopleFile } from '../people/people-file.ts';
import type { RunOptions } from '../campaign/run-settings.ts';
import { carryOn, withSession } from '../session.ts';
import type { Session } from '../session.ts';
import { printStats, requireCompleted } from '../campaign/summary.ts';
import type { Terminal } from '../terminal.ts';
import { watchCampaign } from '../campaign/watch.ts';

const examples = `Examples:
  carillon run people.csv --country US
  carillon run people.csv --limit 5 --window 09:00-18:00 --time-zone America/New_York
  carillon run people.csv --all-day --retries 2 --delays PT30M,PT4H
  carillon run people.csv --simulate-speed 300 --json | jq .stats
`;

export function addRun(program: Command, terminal: Terminal): void {
  program
    .command('run')
    .summary('call everybody in a file, and stay until all are called')
    .description('Import a file of people, make a campaign of them, start it and follow it to its last call.')
    .argument('<file>', 'CSV, TSV, TXT, XLSX or XLS; a phone number a row is all it needs')
    .option('--agent <agent>', 'who speaks: a name, or the beginning of an id (default: the oldest agent)')
    .option(
      '--limit <calls>',
      'calls at once, 1-50 (default: 3)',
      wholeNumber({ from: 1, to: 50, what: 'Calls at once' }),
    )
    .option('--window <hours>', 'when people may be called (default: 09:00-18:00)', readWindow)
    .addOption(new Option('--all-day', 'people may be called at any hour').conflicts('window'))
    .option('--time-zone <zone>', "on whose clock the window is (default: the workspace's)", readZone)
    .option('--country <country>', 'whose national numbers these are, such as US', readCountry)
    .option('--retries <times>', 'further attempts (default: 3)', wholeNumber({ from: 0, to: 10, what: 'Retries' }))
    .option('--delays <durations>', 'time before each further attempt (default: PT30M); the last repeats', readDelays)
    .option('--name <name>', "the campaign's name (default: the file's)")
    .option('--simulate-speed <times>', "speed of the sandbox's clock, 0.1-1000 (default: 60)", readSpeed)
    .option('--no-skip-idle', 'let stretches pass in which nobody is on the phone and nothing is due')
    .option('--errors <file>', 'save the rows that brought nobody, with the reasons')
    .addOption(jsonOption())
    .addHelpText('before', examples)
    .action((file: string, options: RunOptions) => run(terminal, file, options));
}

async function run(terminal: Terminal, path: string, options: RunOptions): Promise<void> {
  const file = await checkPeopleFile(path);
  await withSession(terminal, async (session) => {
    const launched = await launch(session, file, options);
    await carryOn(session, (current) => finish(current, launched, options));
  });
}

async function finish(session: Session, launched: Launched, options: RunOptions): Promise<void> {
  const campaign = await watchCampaign(session, launched.campaign.id).catch(async (error: unknown) => {
    if (error instanceof Interrupted) await tellInterrupted(session, launched, options);
    throw error;
  });
  await report(session, { ...launched, campaign }, options);
  requireCompleted(campaign);
}

async function report(
  { patient, output }: Session,
  { campaign, result }: Launched,
  { json }: RunOptions,
): Promise<void> {
  const stats = await patient.campaigns.stats({ id: campaign.id });
  const { imported, updated, skipped, failed } = result;
  if (!json) return printStats(output, campaign, stats);
  output.json({
    campaignId: campaign.id,
    status: campaign.status,
    import: { imported, updated, skipped, failed },
    stats,
  });
}

/** What a Ctrl-C leaves: the campaign goes on, or waits for the next start. */
async function tellInterrupted(session: Session, launched: Launched, options: RunOptions): Promise<void> {
  const { patient, output, isOurs, config } = session;
  const campaign = await patient.campaigns.get({ id: launched.campaign.id });
  const again = `carillon campaigns watch ${shortId(campaign.id)}`;
  if (options.json) await report(session, { ...launched, campaign }, options);
  const { finished, total, calling } = campaign.counts;
  output.say(
    isOurs
      ? `Stopping Carillon: ${counted(total - finished, 'person waits', 'people wait')} in ${config.dataDir} until it runs again. To go on: ${again}`
      : `The campaign goes on without this command (${counted(calling, 'call')} now). To follow it: ${again}`,
  );
}
