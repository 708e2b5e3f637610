import type { Command } from 'commander';
import type { Campaign } from '#contract/campaigns.ts';
import type { WhyGroup, WhyPerson } from '#contract/why.ts';
import { findCampaign } from '../campaign/find.ts';
import { Failure } from '../failure.ts';
import { told } from '../format.ts';
import { jsonOption } from '../options.ts';
import type { Column } from '../output.ts';
import { withSession } from '../session.ts';
import type { Session } from '../session.ts';
import type { Terminal } from '../terminal.ts';

const examples = `Examples:
  carillon why 0193f2               a campaign: what keeps its people from being called, and how many
  carillon why +12125550123         a person, in each campaign
  carillon why 0193f2c4-…           a contact, by its whole id
`;

export function addWhy(program: Command, terminal: Terminal): void {
  program
    .command('why')
    .summary('why calls are not being made')
    .description(
      'Tell why the people of a campaign, or one person, are not being called now: by the rules that the engine itself goes by.',
    )
    .argument('<campaign|contact|phone>', "a campaign's id or the beginning of it, a contact's id, or a phone number")
    .addOption(jsonOption())
    .addHelpText('before', examples)
    .action((subject: string, { json }: { json?: true }) => tell(terminal, subject.trim(), json));
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const number = /^\+?[\d\s().-]{7,}$/;

async function tell(terminal: Terminal, subject: string, json: true | undefined): Promise<void> {
  await withSession(terminal, async (session) => {
    if (subject.startsWith('+')) return tellPerson(session, { phone: subject }, json);
    const campaign = await findIfAny(session, subject);
    if (campaign) return tellCampaign(session, campaign, json);
    if (uuid.test(subject)) return tellPerson(session, { contactId: subject.toLowerCase() }, json);
    if (number.test(subject)) return tellPerson(session, { phone: subject }, json);
    throw new Failure(
      'notFound',
      `"${subject}" is no campaign, no contact and no phone number. List campaigns: carillon campaigns list`,
    );
  });
}

/** Two campaigns whose ids begin so are told apart by whoever asks. */
async function findIfAny(session: Session, subject: string): Promise<Campaign | undefined> {
  const { client } = session;
  try {
    return await findCampaign({ client }, subject);
  } catch (error) {
    const isNone = error instanceof Failure ? error.ending === 'notFound' : statusOf(error) === 404;
    if (isNone) return undefined;
    throw error;
  }
}

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'status' in error ? Number(error.status) : undefined;
}

const groupColumns: Column<WhyGroup>[] = [
  { title: 'PEOPLE', value: ({ people }) => told(people), align: 'right' },
  { title: 'WHY', value: ({ code }) => code },
  { title: 'UNTIL', value: ({ until }) => instant(until) },
  { title: 'REASON', value: ({ reason }) => reason },
];

const personColumns: Column<WhyPerson>[] = [
  { title: 'CAMPAIGN', value: ({ campaignName }) => campaignName },
  { title: 'STATUS', value: ({ status }) => status },
  { title: 'ATTEMPTS', value: ({ attempts }) => String(attempts), align: 'right' },
  { title: 'WHY', value: ({ code }) => code },
  { title: 'UNTIL', value: ({ until }) => instant(until) },
  { title: 'REASON', value: ({ reason }) => reason },
];

function instant(at: Date | null): string {
  return at === null ? '–' : at.toISOString().replace(/\.\d+Z$/, 'Z');
}

async function tellCampaign({ client, output }: Session, campaign: Campaign, json: true | undefined): Promise<void> {
  const { id, name, status, dispatch } = campaign;
  const { asOf, data } = await client.campaigns.why({ id });
  if (json) return output.json({ asOf, campaign: { id, name, status, dispatch }, data });
  output.say(`${name}: ${status}. ${dispatch.reason}`);
  if (data.length > 0) output.table(groupColumns, data);
  else output.say('It has no people.');
}

async function tellPerson(
  { client, output }: Session,
  who: { phone: string } | { contactId: string },
  json: true | undefined,
): Promise<void> {
  const found = await client.queue.why(who);
  if (found.data.length === 0) throw new Failure('notFound', 'This person is in no campaign.');
  if (json) return output.json(found);
  output.table(personColumns, found.data);
}
