import { createClient } from '#client/client.ts';
import type { Client } from '#client/verbs.ts';
import type { Campaign } from '#contract/campaigns.ts';
import { fileOf } from './people-file.ts';

/** What the screens are about: one of each kind of thing, by id. */
export type World = {
  running: string;
  paused: string;
  scheduled: string;
  draft: string;
  completed: string;
  call: string;
  contact: string;
  /** Waits for somebody who mends its rows. */
  import: string;
  /** What an invitation's link ends with. */
  invitation: string;
};

/** Of nothing there is anything. */
const nobody = '00000000-0000-7000-8000-000000000000';
export const emptyWorld: World = {
  ...{ running: nobody, paused: nobody, scheduled: nobody, draft: nobody, completed: nobody },
  ...{ call: nobody, contact: nobody, import: nobody, invitation: nobody },
};

/** A server, and who may do everything there; makeWorld takes that key away in the end. */
type Reached = { client: Client; url: string };

/**
 * Makes what a workspace looks like after some days, on the samples that the first start made; when `finished` people of the campaign that runs are
 * through, time stands still.
 */
export async function makeWorld({ client: first, url }: Reached, finished = 3): Promise<World> {
  const { key } = await first.apiKeys.create({ name: 'CRM', scopes: ['admin'] });
  const client = createClient({ url, key });
  const campaigns = await samplesOf(client);
  const byStatus = (status: string) => campaigns.find((campaign) => campaign.status === status)?.id ?? '';
  const [agent] = (await client.agents.list()).data;
  const agentId = agent?.id ?? '';
  const draft = await client.campaigns.create({ name: 'Winter check-up', agentId });
  const pausing = await client.campaigns.upload({
    file: fileOf(['phone,name', ...magicPeople]),
    name: 'Payment plan',
    agentId,
    allDay: true,
    start: true,
  });
  await client.campaigns.pause({ id: pausing.campaignId });
  const [completed, running] = [byStatus('completed'), byStatus('running')];
  const calls = await client.campaigns.calls({ id: completed, disposition: 'answered', limit: 1 });
  const contacts = await client.contacts.list({ limit: 1 });
  const started = await client.imports.upload({ file: fileOf(wrongRows, 'leads with mistakes.csv'), mode: 'review' });
  await client.suppressions.add({
    suppressions: [
      { phone: '+12025550190', reason: 'asked not to be called' },
      { phone: '+12025550191', reason: 'wrong person' },
    ],
  });
  const { token } = await client.members.invite({ role: 'operator' });
  await untilFinished(client, running, finished);
  await first.sandbox.setClock({ speed: 0 });
  for (const { id, name } of (await client.apiKeys.list()).data)
    if (name !== 'CRM') await client.apiKeys.revoke({ id });
  return {
    running,
    paused: pausing.campaignId,
    scheduled: byStatus('scheduled'),
    draft: draft.id,
    completed,
    call: calls.data[0]?.id ?? '',
    contact: contacts.data[0]?.id ?? '',
    import: started.id,
    invitation: token,
  };
}

/** They come a moment after the server is ready. */
async function samplesOf(client: Client): Promise<Campaign[]> {
  for (;;) {
    const { data } = await client.campaigns.list({});
    if (data.length >= 3) return data;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Until so many people of a campaign are through. */
async function untilFinished(client: Client, id: string, finished: number): Promise<void> {
  for (;;) {
    const { counts } = await client.campaigns.get({ id });
    if (counts.finished >= finished) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const magicPeople = [
  '+12025550150,Ada Lovelace',
  '+12025550151,Grace Hopper',
  '+12025550152,Alan Turing',
  '+12025550153,Mary Jackson',
];

const wrongRows = [
  'Mobile No.,Full Name,Plan',
  '(202) 555-0160,Ravi P.,premium',
  '202-555,Too Short,basic',
  ',No Number,basic',
  '(202) 555-0160,Ravi P.,premium',
  '+44 7700 900123,Bob,premium',
  '(202) 555-0161,Mei L.,basic',
];
