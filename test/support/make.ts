import { createHash, randomBytes, randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import { priorityOf } from '#domain/priority.ts';
import { zonesOf } from '#domain/zone.ts';
import type { Database } from '#server/database/pool.ts';
import { enrolContacts } from '#server/dialer/campaign/enrol.ts';

export type MadeWorkspace = { workspaceId: string; accountId: string; agentId: string; hookToken: string };

/** A workspace with a simulator account and an agent. */
export async function makeWorkspace(
  db: Database,
  {
    at,
    limit = 2,
    accountLimit = 50,
    callsPerSecond = null,
    baseUrl = null,
    zone = 'UTC',
    legalHours = false,
  }: {
    at: Date;
    limit?: number;
    accountLimit?: number;
    callsPerSecond?: number | null;
    baseUrl?: string | null;
    zone?: string;
    /** Whether simulated people have legal hours too. */
    legalHours?: boolean;
  },
): Promise<MadeWorkspace> {
  const [workspaceId, accountId, agentId] = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7()];
  const hookToken = randomBytes(16).toString('hex');
  const hash = createHash('sha256').update(hookToken).digest();
  await db.transaction().execute(async (trx) => {
    await sql`
      insert into workspaces (id, name, time_zone, default_country, legal_hours_simulated, created_at)
      values (${workspaceId}, 'Clinic', ${zone}, 'US', ${legalHours}, ${at})
    `.execute(trx);
    await sql`insert into workspace_slots (workspace_id, max) values (${workspaceId}, ${limit})`.execute(trx);
    await sql`
      insert into provider_accounts (workspace_id, id, provider, name, base_url, hook_token, hook_token_hash, created_at)
      values (${workspaceId}, ${accountId}, 'simulator', 'Simulator', ${baseUrl}, ${hookToken}, ${hash}, ${at})
    `.execute(trx);
    await sql`
      insert into provider_account_slots (provider_account_id, workspace_id, max, calls_per_second)
      values (${accountId}, ${workspaceId}, ${accountLimit}, ${callsPerSecond})
    `.execute(trx);
    await sql`
      insert into agents (workspace_id, id, name, provider_account_id, prompt, next_action, created_at, updated_at)
      values (${workspaceId}, ${agentId}, 'Recall Bot', ${accountId}, 'You call patients.', 'Book a visit', ${at}, ${at})
    `.execute(trx);
  });
  return { workspaceId, accountId, agentId, hookToken };
}

export type Person = {
  phone: string;
  name?: string;
  email?: string;
  company?: string;
  zones?: string[];
  explicit?: number;
};

export type CampaignWishes = {
  at: Date;
  limit?: number;
  zone?: string;
  window?: [string, string] | 'all day';
  days?: number[];
  clock?: 'campaign' | 'contact';
  pace?: { mode: 'asap' | 'spread' | 'interval'; gapSeconds?: number };
  retry?: { on?: string[]; maxRetries: number; delays: string[] };
  priorityMode?: 'priority' | 'fifo';
  voicemailRetry?: boolean;
  startAt?: Date;
  endAt?: Date;
  people?: Person[];
};

const noRetry: NonNullable<CampaignWishes['retry']> = { maxRetries: 0, delays: [] };

/** A draft with these people in it. */
export async function makeCampaign(db: Database, workspace: MadeWorkspace, wishes: CampaignWishes): Promise<string> {
  const id = randomUUIDv7();
  const { at, window = '09:00-18:00', retry = noRetry, pace = { mode: 'asap' } } = wishes;
  const [first, last] = Array.isArray(window) ? window : ['09:00', '18:00'];
  await db.transaction().execute(async (trx) => {
    await sql`
      insert into campaigns (workspace_id, id, name, agent_id, provider_account_id, time_zone, start_at, end_at, days,
        first_call_time, last_call_time, all_day, clock, pace_mode, pace_gap_seconds, retry_on, retry_max, retry_delays,
        priority_mode, voicemail_retry, created_at, updated_at)
      values (${workspace.workspaceId}, ${id}, 'Recall', ${workspace.agentId}, ${workspace.accountId},
        ${wishes.zone ?? 'UTC'}, ${wishes.startAt ?? null}, ${wishes.endAt ?? null}, ${wishes.days ?? [1, 2, 3, 4, 5, 6, 7]},
        ${first}, ${last}, ${window === 'all day'}, ${wishes.clock ?? 'campaign'}, ${pace.mode}, ${pace.gapSeconds ?? null},
        ${retry.on ?? ['no_answer', 'busy', 'failed']}, ${retry.maxRetries}, ${retry.delays},
        ${wishes.priorityMode ?? 'priority'}, ${wishes.voicemailRetry ?? false}, ${at}, ${at})
    `.execute(trx);
    await sql`
      insert into campaign_slots (campaign_id, workspace_id, provider_account_id, max)
      values (${id}, ${workspace.workspaceId}, ${workspace.accountId}, ${wishes.limit ?? 3})
    `.execute(trx);
    await sql`insert into campaign_counts (campaign_id, workspace_id) values (${id}, ${workspace.workspaceId})`.execute(
      trx,
    );
  });
  await makePeople(db, { workspaceId: workspace.workspaceId, campaignId: id, people: wishes.people ?? [], at });
  return id;
}

/** Contacts in the book (known ones are found by number), enrolled in this order. Returns their ids. */
export async function makePeople(
  db: Database,
  { workspaceId, campaignId, people, at }: { workspaceId: string; campaignId: string; people: Person[]; at: Date },
): Promise<string[]> {
  return db.transaction().execute(async (trx) => {
    const zones = people.map((person) => person.zones ?? zonesOf(person.phone));
    const { rows } = await sql<{ id: string; phone: string }>`
      insert into contacts (workspace_id, id, phone, name, email, company, zones, created_at, updated_at)
      select ${workspaceId}, n.id, n.phone, n.name, n.email, n.company, string_to_array(n.zones, ' '), ${at}, ${at}
      from unnest(
        ${people.map(() => randomUUIDv7())}::uuid[], ${people.map((person) => person.phone)}::text[],
        ${people.map((person) => person.name ?? null)}::text[], ${people.map((person) => person.email ?? null)}::text[],
        ${people.map((person) => person.company ?? null)}::text[], ${zones.map((set) => (set.length > 0 ? set : ['UTC']).join(' '))}::text[]
      ) as n (id, phone, name, email, company, zones)
      on conflict (workspace_id, phone) do update set updated_at = excluded.updated_at
      returning id, phone
    `.execute(trx);
    const ids = new Map(rows.map((row) => [row.phone, row.id]));
    const contactIds = people.map((person) => ids.get(person.phone) ?? '');
    await enrolContacts(trx, {
      workspaceId,
      campaignId,
      now: at,
      people: people.map((person, index) => ({
        contactId: contactIds[index] ?? '',
        phone: person.phone,
        zones: zones[index] ?? [],
        priority: priorityOf({
          name: person.name ?? null,
          email: person.email ?? null,
          company: person.company ?? null,
          successfulCalls: 0,
          notConnected: 0,
          explicit: person.explicit ?? 0,
        }),
      })),
    });
    return contactIds;
  });
}

/** Distinct numbers that nobody has, in New York's zone. */
export function somePeople(count: number, from = 0): Person[] {
  return Array.from({ length: count }, (_, index) => ({ phone: `+1212${String(2000000 + from + index)}` }));
}
