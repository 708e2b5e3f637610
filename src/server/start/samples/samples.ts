import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import { CampaignSettings } from '#domain/campaign-settings.ts';
import { priorityOf } from '#domain/priority.ts';
import { insertCampaign } from '#server/campaigns/sql.ts';
import { storedFrom } from '#server/campaigns/settings.ts';
import { upsertContacts } from '#server/contacts/sql.ts';
import type { WrittenContact } from '#server/contacts/sql.ts';
import { noteActivity } from '#server/dialer/campaign/activity.ts';
import { enrolContacts } from '#server/dialer/campaign/enrol.ts';
import { freeze } from '#server/dialer/campaign/start.ts';
import { startCampaign } from '#server/dialer/campaign/verbs.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { writeHistory } from '#server/dialer/ledger/history.ts';
import { setSandboxClock } from '#server/sandbox/clock.ts';
import type { System } from '#server/system.ts';
import { samplePeople, samplePeopleMost } from './people.ts';
import { planHistory } from './plan-history.ts';
import { talkOf } from './talks.ts';

const actor = 'Carillon';
const [surveyed, renewals, recalls] = [2300, 900, 240];
const surveyDays = 11;

type Home = { workspaceId: string; timeZone: string; agentId: string; providerAccountId: string };

/** Sets the clock of a new sandbox: ten in the morning of this day on the workspace's clock, sixty times as fast. */
export async function startClock(system: System): Promise<void> {
  const { timeZone } = await readHome(system);
  const now = system.clock.now();
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
  const ten = today.withPlainTime({ hour: 10 });
  await setSandboxClock(system, { speed: 60, skipIdle: false, startAt: new Date(ten.epochMilliseconds) });
}

/** Puts three campaigns into a new sandbox: one that runs, one of tomorrow, and one that is over with all its calls. */
export async function addSamples(system: System): Promise<void> {
  const home = await readHome(system);
  const now = system.clock.now();
  const people = await addPeople(system, home, now);
  const tomorrow = new Date(now.getTime() + 86_400_000);
  const date = new Intl.DateTimeFormat('en-CA', { timeZone: home.timeZone }).format(tomorrow);
  const startAt = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: home.timeZone, plainTime: '09:00' });
  const samples = [
    { name: 'Renewal reminders', people: people.slice(0, renewals), settings: { concurrentCallsLimit: 1 } },
    {
      name: 'Clinic recall',
      people: people.slice(renewals, renewals + recalls),
      settings: { startAt: startAt.toInstant().toString(), days: [1, 2, 3, 4, 5, 6, 7] },
    },
  ];
  for (const { name, people: called, settings } of samples) {
    const campaignId = await system.db
      .transaction()
      .execute((trx) => addCampaign(trx, { home, people: called, now, settings: { name, ...settings } }));
    await startCampaign(system, { workspaceId: home.workspaceId, campaignId, actor });
  }
  await addSurvey(system, home, people.slice(-surveyed));
}

async function readHome(system: System): Promise<Home> {
  const { rows } = await sql<Home>`
    select w.id as "workspaceId", w.time_zone as "timeZone", a.id as "agentId", a.provider_account_id as "providerAccountId"
    from workspaces w
    join agents a on a.workspace_id = w.id
    order by w.created_at, w.id, a.created_at
    limit 1
  `.execute(system.db);
  if (!rows[0]) throw new Error('a new installation has no workspace with an agent');
  return rows[0];
}

async function addPeople(system: System, { workspaceId }: Home, now: Date): Promise<WrittenContact[]> {
  const made = new Date(now.getTime() - (surveyDays + 1) * 86_400_000);
  const rows = JSON.stringify(samplePeople(samplePeopleMost));
  const written = await upsertContacts(system.db, { workspaceId, rows, now: made });
  return written.flatMap((person) => (person.contactId === null ? [] : [person]));
}

type NewSample = { home: Home; people: readonly WrittenContact[]; now: Date; settings: Record<string, unknown> };

async function addCampaign(trx: Trx, { home, people, now, settings }: NewSample): Promise<string> {
  const { workspaceId, timeZone, agentId, providerAccountId } = home;
  const id = randomUUIDv7();
  const given = CampaignSettings.parse({ agentId, ...settings });
  await insertCampaign(
    trx,
    { workspaceId, id, now, providerAccountId },
    storedFrom(given, { name: 'Sample', timeZone }),
  );
  await noteActivity(trx, { workspaceId, campaignId: id, at: now, actor, kind: 'created' });
  const enrolled = people.map((person) => ({
    ...{ contactId: person.contactId, phone: person.phone, zones: person.zones },
    priority: priorityOf({ ...person, explicit: 0 }),
  }));
  await enrolContacts(trx, { workspaceId, campaignId: id, people: enrolled, now });
  return id;
}

/** A survey that ended yesterday, so that every chart has something to show. */
async function addSurvey(system: System, home: Home, people: readonly WrittenContact[]): Promise<void> {
  const { workspaceId, timeZone: zone, providerAccountId } = home;
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(system.clock.now());
  const calls = planHistory({ people: people.length, zone, today, days: surveyDays, seed: 20 });
  const [first, last] = [calls[0]?.dialAt, calls.at(-1)?.endedAt];
  if (!first || !last) throw new Error('the sample survey has no calls');
  await system.db.transaction().execute(async (trx) => {
    const retry = { on: ['no_answer', 'busy', 'failed'], maxRetries: 1, delays: ['PT4H'] };
    const settings = { name: 'Event survey', concurrentCallsLimit: 2, priorityMode: 'fifo', retry };
    const campaignId = await addCampaign(trx, { home, people, now: first, settings });
    await freeze(trx, { workspaceId, id: campaignId }, { now: first, voice: 'as it is' });
    const phones = people.map(({ phone }) => phone);
    const talks = calls.map((call) => talkOf(call, people[call.person]?.name ?? null));
    await writeHistory(trx, { workspaceId, campaignId, providerAccountId, phones, calls, talks });
    const entry = { workspaceId, campaignId, actor };
    await noteActivity(trx, { ...entry, at: first, kind: 'started' });
    await noteActivity(trx, { ...entry, at: last, actor: 'system', kind: 'completed' });
  });
}
