import type { Client } from '#client/verbs.ts';
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
};

/** Makes what a workspace looks like after some days, on the samples that the first start made. */
export async function makeWorld(client: Client): Promise<World> {
  const { data: campaigns } = await client.campaigns.list({});
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
  return {
    running,
    paused: pausing.campaignId,
    scheduled: byStatus('scheduled'),
    draft: draft.id,
    completed,
    call: calls.data[0]?.id ?? '',
    contact: contacts.data[0]?.id ?? '',
    import: started.id,
  };
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
