import { Option } from 'commander';
import type { Command } from 'commander';
import { CampaignTab } from '#contract/campaign-list.ts';
import type { Campaign } from '#contract/campaigns.ts';
import { findCampaign, readAll } from '../campaign/find.ts';
import { instantText, rateText, shortId, told } from '../format.ts';
import { jsonOption, wholeNumber } from '../options.ts';
import type { Column, Output } from '../output.ts';
import { withSession } from '../session.ts';
import { printStats } from '../campaign/summary.ts';
import type { Terminal } from '../terminal.ts';
import { addCampaignVerbs } from './campaign-verbs.ts';
import { addWatch } from './watch.ts';

const examples = `Examples:
  carillon campaigns list --status active
  carillon campaigns show 0193f2
  carillon campaigns pause 0193f2
  carillon campaigns watch 0193f2
`;

type ListOptions = { status?: Campaign['status'] | 'active'; search?: string; limit: number; json?: true };

export function addCampaigns(program: Command, terminal: Terminal): void {
  const campaigns = program
    .command('campaigns')
    .helpCommand(false)
    .summary('list, show, start, pause, resume, cancel, retry, duplicate, watch')
    .description('Campaigns. Wherever an id is asked for, its beginning is enough when no other begins so.')
    .addHelpText('before', examples);
  addList(campaigns, terminal);
  addShow(campaigns, terminal);
  addCampaignVerbs(campaigns, terminal);
  addWatch(campaigns, terminal);
}

function addList(campaigns: Command, terminal: Terminal): void {
  campaigns
    .command('list')
    .description('List campaigns, the newest first.')
    .addOption(new Option('--status <status>', 'those of a tab or a status').choices(CampaignTab.options))
    .option('--search <text>', 'those with this in their name')
    .option('--limit <rows>', 'how many at most', wholeNumber({ from: 1, to: 100_000, what: 'Rows' }), 50)
    .addOption(jsonOption())
    .addHelpText('before', 'Example:\n  carillon campaigns list --status active\n')
    .action((options: ListOptions) => list(terminal, options));
}

const columns = (output: Output): Column<Campaign>[] => [
  { title: 'ID', value: ({ id }) => (output.isRead ? shortId(id) : id) },
  { title: 'NAME', value: ({ name }) => name },
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'PEOPLE', value: ({ counts }) => String(counts.total), align: 'right' },
  { title: 'DONE', value: ({ counts }) => `${counts.progress} %`, align: 'right' },
  { title: 'SUCCESS', value: ({ counts }) => `${counts.successRate} %`, align: 'right' },
  { title: 'NOW', value: ({ dispatch }) => dispatch.reason },
];

async function list(terminal: Terminal, { status, search, limit, json }: ListOptions): Promise<void> {
  await withSession(terminal, async ({ client, output }) => {
    const filter = { ...(status === undefined ? {} : { status }), ...(search === undefined ? {} : { q: search }) };
    const found = await readAll((cut) => client.campaigns.list({ ...filter, ...cut }), limit);
    if (json) return output.json(found);
    if (found.data.length > 0) output.table(columns(output), found.data);
    else output.say('No campaigns. Make one: carillon run people.csv');
    if (found.page.hasMore) output.say(`These are the newest ${told(limit)}; --limit shows more.`);
  });
}

function addShow(campaigns: Command, terminal: Terminal): void {
  campaigns
    .command('show')
    .description('Show a campaign with its counts.')
    .argument('<id>', 'its id, or the beginning of it')
    .addOption(jsonOption())
    .addHelpText('before', 'Example:\n  carillon campaigns show 0193f2\n')
    .action((id: string, { json }: { json?: true }) => show(terminal, id, json));
}

async function show(terminal: Terminal, id: string, json: true | undefined): Promise<void> {
  await withSession(terminal, async (session) => {
    const { client, output } = session;
    const campaign = await findCampaign(session, id);
    const stats = await client.campaigns.stats({ id: campaign.id });
    if (json) return output.json({ ...campaign, stats });
    printStats(output, campaign, stats);
    output.facts('', detailsOf(campaign));
  });
}

function detailsOf(campaign: Campaign): [string, string][] {
  const { timeZone, allDay, firstCallTime, lastCallTime, retry, counts, startedAt, completedAt } = campaign;
  const done = rateText(counts.progress, { count: counts.finished, of: counts.total });
  const at = (instant: Date | null) => (instant === null ? '–' : instantText(instant, timeZone));
  return [
    ['Now', campaign.dispatch.reason],
    ['Done', done],
    ['Id', campaign.id],
    ['Agent', campaign.agentName ?? '–'],
    ['Hours', `${allDay ? 'all day' : `${firstCallTime}-${lastCallTime}`}, ${timeZone}`],
    ['At once', String(campaign.concurrentCallsLimit)],
    ['Retries', retry.maxRetries === 0 ? 'none' : `${retry.maxRetries}, after ${retry.delays.join(', ')}`],
    ['Started', at(startedAt)],
    ['Completed', at(completedAt)],
    ['May', campaign.allowedActions.join(', ')],
  ];
}
