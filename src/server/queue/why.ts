import type { Campaign } from '#contract/campaigns.ts';
import type { WhyGroup } from '#contract/why.ts';
import { readPhone } from '#domain/phone.ts';
import { codeOfBinding, settledAs, whyNotCalled } from '#domain/why.ts';
import type { Why, WhyCode } from '#domain/why.ts';
import { instantText } from '#server/campaigns/moments.ts';
import { presentCampaigns } from '#server/campaigns/present.ts';
import { getCampaign, listCampaignsById } from '#server/campaigns/sql.ts';
import type { Trx } from '#server/dialer/ledger/allocator.ts';
import { frequencyOf, restsUntil } from '#server/dialer/person/frequency.ts';
import { lawOf } from '#server/dialer/person/law.ts';
import { Invalid } from '#server/errors.ts';
import type { Handlers } from '#server/http/mount.ts';
import { getWorkspace } from '#server/settings/sql.ts';
import { countOnThePhone, listGroups, listStandings } from './why-sql.ts';
import type { GroupRow, StandingRow } from './why-sql.ts';

export const whyPerson: Handlers['queue']['why'] = async (system, { workspaceId }, asked) => {
  if ((asked.contactId === undefined) === (asked.phone === undefined)) throw nameOne();
  const { defaultCountry } = await getWorkspace(system.db, workspaceId);
  const phone = asked.phone === undefined ? null : numberOf(asked.phone, defaultCountry);
  const asOf = system.clock.now();
  const found = await system.db.transaction().execute(async (trx) => {
    const rows = await listStandings(trx, workspaceId, { contactId: asked.contactId ?? null, phone });
    return Promise.all(rows.map(async (row) => ({ row, why: await whyOf(trx, row, asOf) })));
  });
  const rows = await listCampaignsById(system.db, [...new Set(found.map(({ row }) => row.campaignId))]);
  const campaigns = new Map((await presentCampaigns(system, rows)).map((campaign) => [campaign.id, campaign]));
  const data = found.map(({ row, why }) => {
    const { enrollmentId, campaignId, campaignName, name, status, attempts } = row;
    const shown = { enrollmentId, campaignId, campaignName, phone: row.phone, name, status, attempts };
    return { ...shown, ...why, reason: reasonOf(why, campaigns.get(campaignId)) };
  });
  return { asOf, data };
};

export const whyCampaign: Handlers['campaigns']['why'] = async (system, { workspaceId }, { id }) => {
  const asOf = system.clock.now();
  const [campaign] = await presentCampaigns(system, [await getCampaign(system.db, workspaceId, id)]);
  const groups = await listGroups(system.db, workspaceId, id);
  const onThePhone = await countOnThePhone(system.db, workspaceId, id);
  const reasons = groups.flatMap((group) => inLineOrNot(group, campaign, onThePhone));
  const data = [...Map.groupBy(reasons, ({ code }) => code).values()].flatMap((same) => together(same, campaign));
  return { asOf, data: data.toSorted((a, b) => b.people - a.people) };
};

function nameOne(): Invalid {
  return wrong({ pointer: '/query', code: 'one_of_two', message: 'Must name either contactId or phone' });
}

function wrong(error: { pointer: string; code: string; message: string }): Invalid {
  return new Invalid('validation_failed', `${error.pointer}: ${error.message}`, { errors: [error] });
}

function numberOf(text: string, country: string): string {
  const read = readPhone(text, country);
  if (!read.ok) throw wrong({ pointer: '/query/phone', code: read.code, message: read.reason });
  return read.phone;
}

/** As `arm` would decide a dial of this person now. */
async function whyOf(trx: Trx, row: StandingRow, at: Date): Promise<Why> {
  const { days, firstCallTime, lastCallTime, allDay, zones, phone, workspaceId } = row;
  const legalZones = row.personZones ?? (row.legalZones.length > 0 ? row.legalZones : zones);
  const law = lawOf({ phone, zones: legalZones }, row.isLawInForce);
  const frequency = frequencyOf(row, law);
  return whyNotCalled({
    status: row.status,
    dueAt: row.dueAt,
    isOnThePhone: row.isOnThePhone,
    dial: {
      at,
      campaignStatus: row.campaignStatus,
      accountIsOpen: row.accountIsOpen,
      isSuppressed: row.isSuppressed,
      contactIsGone: row.contactId === null,
      endAt: row.endAt,
      hours: { window: { days, firstCallTime, lastCallTime, allDay }, zones, law },
      restsUntil: await restsUntil(trx, { workspaceId, phone, id: row.enrollmentId }, { frequency, now: at }),
    },
  });
}

type Counted = Why & { people: number };

function inLineOrNot(group: GroupRow, campaign: Campaign | undefined, onThePhone: number): Counted[] {
  const { status, people, boundBy, dueAt, opensAt } = group;
  const one = (code: WhyCode, until: Date | null = null) => [{ code, people, until }];
  const settled = settledAs[status];
  if (settled) return one(settled);
  if (campaign?.status !== 'running') return one('campaign_not_running');
  if (boundBy === 'needs_time_zone' || boundBy === 'never_open') return one(boundBy);
  if (status === 'waiting') return one('due_later', dueAt);
  if (boundBy !== null) return one(codeOfBinding[boundBy], opensAt);
  const elsewhere = status === 'queued' ? Math.min(people, onThePhone) : 0;
  return [
    { code: 'in_line' as const, people: people - elsewhere, until: null },
    { code: 'on_the_phone' as const, people: elsewhere, until: null },
  ].filter((each) => each.people > 0);
}

function together(same: Counted[], campaign: Campaign | undefined): WhyGroup[] {
  const [first] = same;
  if (!first) return [];
  const known = same.flatMap(({ until }) => until?.getTime() ?? []);
  const why = { code: first.code, until: known.length === 0 ? null : new Date(Math.min(...known)) };
  return [{ ...why, people: same.reduce((sum, { people }) => sum + people, 0), reason: reasonOf(why, campaign) }];
}

const reasons: Record<WhyCode, string> = {
  in_line: 'In line.',
  being_called: 'Being called now.',
  over: 'Called; nothing more is to be done.',
  cancelled: 'Taken out of the queue.',
  suppressed: 'On the list of numbers that are never called.',
  contact_deleted: 'The contact was deleted.',
  campaign_not_running: 'The campaign does not call.',
  past_end_date: 'Its end date has come.',
  account_paused: 'Nothing is dialled with the provider account.',
  due_later: 'Not due yet',
  on_the_phone: 'On the phone for another campaign.',
  window_closed: 'Outside calling hours',
  legal_hours: 'Outside legal calling hours',
  needs_time_zone: 'Needs a time zone: without one, no hour is surely legal.',
  never_open: 'No hour is both inside the window and legal.',
  call_frequency: 'Called as often as is allowed for now',
};

/** What holds for the whole campaign is told in the campaign's own words. */
const ofCampaign: readonly WhyCode[] = ['in_line', 'campaign_not_running', 'past_end_date', 'account_paused'];

function reasonOf({ code, until }: Why, campaign: Campaign | undefined): string {
  const reason = reasons[code];
  if (ofCampaign.includes(code)) return campaign ? `${reason} ${campaign.dispatch.reason}` : reason;
  if (reason.endsWith('.')) return reason;
  return until === null ? `${reason}.` : `${reason}, until ${instantText(until, campaign?.timeZone ?? 'UTC')}.`;
}
