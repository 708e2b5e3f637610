import type { Campaign } from '#contract/campaigns.ts';
import type { Import } from '#contract/imports.ts';
import { Failure, Interrupted } from './failure.ts';
import { findAgent } from './find.ts';
import { counted, shortId } from './format.ts';
import { importPeople, saveErrors } from './import-people.ts';
import type { PeopleFile } from './people-file.ts';
import { settingsFrom } from './run-settings.ts';
import type { RunOptions } from './run-settings.ts';
import { raiseLimits, setSandbox } from './sandbox.ts';
import type { Session } from './session.ts';
import { tellImport } from './summary.ts';

export type Launched = { campaign: Campaign; result: Import };

/** Makes a campaign of a file and starts it; when that can't be done, no campaign is left behind. */
export async function launch(session: Session, file: PeopleFile, options: RunOptions): Promise<Launched> {
  const { client, output } = session;
  const agent = await findAgent(session, options.agent);
  const draft = await client.campaigns.create(settingsFrom(options, { name: file.title, agentId: agent.id }));
  try {
    const result = await fill(session, draft, { file, options });
    const isSandbox = await setSandbox(session, {
      ...{ speed: options.simulateSpeed, skipIdle: options.skipIdle, timeZone: draft.timeZone },
    });
    if (isSandbox && options.limit !== undefined) await raiseLimits(session, options.limit);
    const campaign = await client.campaigns.start({ id: draft.id });
    output.say(`Calling ${counted(campaign.counts.total, 'person', 'people')} as ${agent.name}. ${addresses(session)}`);
    return { campaign, result };
  } catch (error) {
    const isGone = await discard(session, draft.id);
    if (error instanceof Interrupted) output.say(isGone ? 'Nobody was called; no campaign was made.' : tellLeft(draft));
    throw error;
  }
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
async function discard({ patient }: Session, id: string): Promise<boolean> {
  return patient.campaigns.delete({ id }).then(
    () => true,
    () => false,
  );
}

function tellLeft({ id, name }: Campaign): string {
  return `${name} may have been started already. Look: carillon campaigns show ${shortId(id)}`;
}

function addresses({ url, simulatorUrl }: Session): string {
  return simulatorUrl === null ? `Carillon: ${url}` : `Carillon: ${url}; the simulator's log: ${simulatorUrl}/log`;
}
