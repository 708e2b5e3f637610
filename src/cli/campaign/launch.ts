import type { Campaign } from '#contract/campaigns.ts';
import type { Import } from '#contract/imports.ts';
import { Failure, Interrupted } from '../failure.ts';
import { findAgent } from './find.ts';
import { counted, shortId } from '../format.ts';
import { importPeople, saveErrors } from '../people/import-people.ts';
import type { PeopleFile } from '../people/people-file.ts';
import { settingsFrom } from './run-settings.ts';
import type { RunOptions } from './run-settings.ts';
import { raiseLimits, setSandbox } from './sandbox.ts';
import type { Session } from '../session.ts';
import { tellImport } from './summary.ts';

export type Launched = { campaign: Campaign; result: Import };

/** Makes a campaign of a file and starts it; when that can't be done, no campaign is left behind. */
export async function launch(session: Session, file: PeopleFile, options: RunOptions): Promise<Launched> {
  const { client, output } = session;
  const agent = await findAgent(session, options.agent);
  const settings = settingsFrom(options, { name: file.title, agentId: agent.id });
  const drafts: Campaign[] = [];
  const draft = async () => {
    const made = await client.campaigns.create(settings);
    drafts.unshift(made);
    return made;
  };
  try {
    const { campaign, isSandbox } = await prepare(session, options, draft);
    const result = await fill(session, campaign, { file, options });
    if (isSandbox && options.limit !== undefined) await raiseLimits(session, options.limit);
    const started = await client.campaigns.start({ id: campaign.id });
    const people = counted(started.counts.total, 'person', 'people');
    output.say(`Calling ${people} as ${agent.name}. ${addresses(session)}`);
    return { campaign: started, result };
  } catch (error) {
    const isGone = await discard(session, drafts[0]);
    if (error instanceof Interrupted)
      output.say(isGone ? 'Nobody was called; no campaign was made.' : tellLeft(drafts));
    throw error;
  }
}

/** Only a campaign tells the zone whose 10:00 is meant; when the clock went back for it, it is made anew, on that clock. */
async function prepare(session: Session, { simulateSpeed, skipIdle }: RunOptions, draft: () => Promise<Campaign>) {
  const campaign = await draft();
  const sandbox = await setSandbox(session, { speed: simulateSpeed, skipIdle, timeZone: campaign.timeZone });
  if (sandbox === null || sandbox.now >= campaign.createdAt) return { campaign, isSandbox: sandbox !== null };
  await session.client.campaigns.delete({ id: campaign.id });
  return { campaign: await draft(), isSandbox: true };
}

async function fill(session: Session, draft: Campaign, of: { file: PeopleFile; options: RunOptions }): Promise<Import> {
  const { file, options } = of;
  const result = await importPeople(session, file, { country: options.country, campaignId: draft.id });
  tellImport(session.output, result);
  if (options.errors !== undefined) await saveErrors(session, result, options.errors);
  if (result.imported + result.updated > 0) return result;
  const needsCountry = options.country === undefined && result.errors.some(({ code }) => code === 'country_needed');
  const advice = needsCountry
    ? 'Say whose numbers they are, such as --country US.'
    : 'Mend its rows, and run it again.';
  throw new Failure('failure', `Nobody in ${file.name} can be called. ${advice} No campaign was made.`);
}

/** Whether the campaign that nobody started is gone. */
async function discard({ patient }: Session, draft: Campaign | undefined): Promise<boolean> {
  if (!draft) return true;
  return patient.campaigns.delete({ id: draft.id }).then(
    () => true,
    () => false,
  );
}

function tellLeft(drafts: Campaign[]): string {
  const look = drafts.map(({ id }) => `carillon campaigns show ${shortId(id)}`);
  return `It may have been started already. Look: ${look[0] ?? 'carillon campaigns list'}`;
}

function addresses({ url, simulatorUrl }: Session): string {
  return simulatorUrl === null ? `Carillon: ${url}` : `Carillon: ${url}; the simulator's log: ${simulatorUrl}/log`;
}
