import { Option } from 'commander';
import type { Command } from 'commander';
import { CallEnding } from '#contract/calls.ts';
import type { Call } from '#contract/calls.ts';
import { CallStatus } from '#domain/call.ts';
import { findCampaign, readAll } from '../campaign/find.ts';
import { lengthText, shortId, told } from '../format.ts';
import { jsonOption, wholeNumber } from '../options.ts';
import type { Column, Output } from '../output.ts';
import { withSession } from '../session.ts';
import type { Terminal } from '../terminal.ts';

const examples = `Examples:
  carillon calls --campaign 0193f2
  carillon calls --status active
  carillon calls --disposition no_answer --limit 1000 --json | jq -r '.data[].phone'
`;

type CallsOptions = {
  campaign?: string;
  status?: Call['status'] | 'active';
  disposition?: NonNullable<Call['disposition']>;
  limit: number;
  json?: true;
};

export function addCalls(program: Command, terminal: Terminal): void {
  program
    .command('calls')
    .summary('list calls')
    .description('List calls, the newest first.')
    .option('--campaign <id>', 'those of this campaign; the beginning of its id is enough')
    .addOption(new Option('--status <status>', 'those in this status').choices(['active', ...CallStatus.options]))
    .addOption(new Option('--disposition <ending>', 'those that ended so').choices(CallEnding.options))
    .option('--limit <rows>', 'how many at most', wholeNumber({ from: 1, to: 1_000_000, what: 'Rows' }), 50)
    .addOption(jsonOption())
    .addHelpText('before', examples)
    .action((options: CallsOptions) => list(terminal, options));
}

const columns = (output: Output): Column<Call>[] => [
  { title: 'ID', value: ({ id }) => (output.isRead ? shortId(id) : id) },
  { title: 'CLAIMED', value: ({ claimedAt }) => claimedAt.toISOString().replace(/\.\d+Z$/, 'Z') },
  { title: 'PHONE', value: ({ phone }) => phone },
  { title: 'NAME', value: ({ name }) => name ?? '–' },
  { title: 'ATTEMPT', value: ({ attempt }) => String(attempt), align: 'right' },
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'ENDED', value: ({ disposition }) => disposition ?? '–' },
  { title: 'TALK', value: ({ talkSeconds }) => lengthText(talkSeconds), align: 'right' },
  { title: 'GOAL', value: ({ goalMet }) => (goalMet === null ? '–' : goalMet ? 'met' : 'missed') },
];

async function list(terminal: Terminal, { campaign, status, disposition, limit, json }: CallsOptions): Promise<void> {
  await withSession(terminal, async (session) => {
    const { client, output } = session;
    const filter = {
      ...(campaign === undefined ? {} : { campaignId: (await findCampaign(session, campaign)).id }),
      ...(status === undefined ? {} : { status }),
      ...(disposition === undefined ? {} : { disposition }),
    };
    const found = await readAll((cut) => client.calls.list({ ...filter, ...cut }), limit);
    if (json) return output.json(found);
    if (found.data.length > 0) output.table(columns(output), found.data);
    else output.say('No such calls.');
    if (found.page.hasMore) output.say(`These are the newest ${told(limit)}; --limit shows more.`);
  });
}
