import type { Command } from 'commander';
import type { Campaign } from '#contract/campaigns.ts';
import type { Client } from '#client/verbs.ts';
import { findCampaign } from '../campaign/find.ts';
import { shortId } from '../format.ts';
import { jsonOption } from '../options.ts';
import { withSession } from '../session.ts';
import type { Session } from '../session.ts';
import type { Terminal } from '../terminal.ts';

type VerbOptions = { hangUp?: true; json?: true };
type Verb = {
  name: 'start' | 'pause' | 'resume' | 'cancel' | 'retry' | 'duplicate';
  does: string;
  ask: (client: Client, id: string, options: VerbOptions) => Promise<Campaign>;
};

const verbs: Verb[] = [
  { name: 'start', does: 'Start a campaign.', ask: (client, id) => client.campaigns.start({ id }) },
  {
    name: 'pause',
    does: 'Place no new call; calls in progress finish.',
    ask: (client, id) => client.campaigns.pause({ id }),
  },
  { name: 'resume', does: 'Go on from where it was.', ask: (client, id) => client.campaigns.resume({ id }) },
  {
    name: 'cancel',
    does: "Cancel what is waiting; calls in progress finish. This can't be undone.",
    ask: (client, id, { hangUp }) => client.campaigns.cancel({ id, hangUp: hangUp ?? false }),
  },
  {
    name: 'retry',
    does: 'Queue everybody again who ended unreached.',
    ask: (client, id) => client.campaigns.retry({ id }),
  },
  {
    name: 'duplicate',
    does: 'Make a draft with the same settings and the same people.',
    ask: (client, id) => client.campaigns.duplicate({ id, contacts: true }),
  },
];

/** A command for each verb of a campaign. */
export function addCampaignVerbs(campaigns: Command, terminal: Terminal): void {
  for (const verb of verbs) {
    const command = campaigns
      .command(verb.name)
      .description(verb.does)
      .argument('<id>', 'its id, or the beginning of it');
    if (verb.name === 'cancel') command.option('--hang-up', 'hang up calls in progress');
    command
      .addOption(jsonOption())
      .addHelpText('before', `Example:\n  carillon campaigns ${verb.name} 0193f2\n`)
      .action((id: string, options: VerbOptions) => runVerb(terminal, verb, { id, options }));
  }
}

async function runVerb(
  terminal: Terminal,
  verb: Verb,
  { id, options }: { id: string; options: VerbOptions },
): Promise<void> {
  await withSession(terminal, async (session) => {
    const before = await findCampaign(session, id);
    const campaign = await verb.ask(session.client, before.id, options);
    if (options.json) session.output.json(campaign);
    else session.output.print(`${campaign.name}: ${campaign.status}. ${campaign.dispatch.reason}`);
    tellHowItGoesOn(session, campaign);
  });
}

/** A command that started the server also ends it: nobody would call. */
function tellHowItGoesOn({ isOurs, output }: Session, { id, status }: Campaign): void {
  if (!isOurs || (status !== 'running' && status !== 'scheduled')) return;
  output.say(
    `Carillon does not run here, so nobody calls now. To go on: carillon start, or carillon campaigns watch ${shortId(id)}`,
  );
}
