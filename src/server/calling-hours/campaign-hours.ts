import type { CampaignHours } from '#contract/calling-hours.ts';
import { outlookOf } from '#domain/legal-hours/calling-hours.ts';
import type { Binding } from '#domain/legal-hours/calling-hours.ts';
import { instantText } from '#server/campaigns/moments.ts';
import type { System } from '#server/system.ts';
import { findLaw, listLanePeople } from './sql.ts';
import type { LanePeople } from './sql.ts';

type Closed = CampaignHours['closed'][number];

/** Who of a campaign may be called now, and when the others may, the next opening first. */
export async function describeHours(system: System, workspaceId: string, campaignId: string): Promise<CampaignHours> {
  const { isInForce, timeZone } = await findLaw(system.db, workspaceId, campaignId);
  const now = system.clock.now();
  const lanes = await listLanePeople(system.db, workspaceId, campaignId);
  const standings = lanes.map((lane) => ({ lane, closed: closedOf(lane, now) }));
  const open = standings.filter(({ closed }) => closed === null);
  const closed = gather(standings.flatMap((standing) => standing.closed ?? []));
  return {
    legalHours: isInForce,
    now: open.reduce((sum, { lane }) => sum + lane.people, 0),
    closed,
    sentences: closed.map((group) => sentenceOf(group, timeZone)),
  };
}

function closedOf(lane: LanePeople, now: Date): Closed | null {
  const hours = { window: lane, zones: lane.zones, law: { zones: lane.legalZones, jurisdictions: lane.jurisdictions } };
  const { isOpen, flipsAt: until, boundBy: binding } = outlookOf(hours, now);
  return isOpen ? null : { until, people: lane.people, binding, jurisdictions: lane.jurisdictions };
}

/** One group for each opening and each reason; the never-opening ones last. */
function gather(closed: Closed[]): Closed[] {
  const groups = Map.groupBy(closed, ({ until, binding }) => `${until?.toISOString() ?? 'never'} ${binding}`);
  const merged = [...groups.values()].flatMap(([first, ...others]): Closed[] => {
    if (!first) return [];
    const all = [first, ...others];
    const jurisdictions = [...new Set(all.flatMap((each) => each.jurisdictions))].toSorted();
    return [{ ...first, jurisdictions, people: all.reduce((sum, { people }) => sum + people, 0) }];
  });
  return merged.toSorted(
    (a, b) => (a.until?.getTime() ?? Infinity) - (b.until?.getTime() ?? Infinity) || b.people - a.people,
  );
}

const said: Record<Binding, (who: string, until: string, one: boolean) => string> = {
  window: (who, until, one) => `${who} ${one ? 'is' : 'are'} outside the campaign's window until ${until}.`,
  legal_hours: (who, until, one) => `${who} ${one ? 'is' : 'are'} outside legal hours until ${until}.`,
  needs_time_zone: (who, _, one) =>
    `${who} ${one ? 'needs' : 'need'} a time zone: the number leaves so many open that no hour is legal in all of them.`,
  never_open: (who) => `The campaign's window is never open within legal hours for ${who}: widen its days or hours.`,
};

function sentenceOf({ until, people, binding }: Closed, timeZone: string): string {
  const who = people === 1 ? '1 person' : `${people.toLocaleString('en')} people`;
  return said[binding](who, until ? instantText(until, timeZone) : 'never', people === 1);
}
