import { useQuery } from '@tanstack/react-query';
import type { CallDetail } from '#contract/calls.ts';
import { campaignQuery } from '#web/campaigns/queries.ts';
import { contactQuery } from '#web/contacts/queries.ts';
import { Phone } from '#web/format/phone.tsx';
import { Time } from '#web/format/time-of.tsx';
import { clockTime, zoneName } from '#web/format/time.ts';

/** Who was called, at which number, and when: on the campaign's clock, and on the person's where that is another. */
export function CallTitle({ call }: { call: CallDetail }) {
  const { data: campaign } = useQuery(campaignQuery(call.campaignId));
  const { data: contact } = useQuery({ ...contactQuery(call.contactId ?? ''), enabled: call.contactId !== null });
  const at = call.placedAt ?? call.claimedAt;
  const theirs = otherZone(at, campaign?.timeZone, contact?.timeZone);
  return (
    <>
      <span className="block break-words">{call.name ?? <Phone number={call.phone} />}</span>
      <span className="mt-1 flex flex-wrap gap-x-3 gap-y-0.5 text-sm font-normal text-text-2">
        {call.name === null ? null : <Phone number={call.phone} />}
        <Time at={at} timeZone={campaign?.timeZone} withZone />
        {theirs !== null ? (
          <span className="text-text-3">
            {clockTime(at, theirs)} their time ({zoneName(at, theirs)})
          </span>
        ) : null}
      </span>
    </>
  );
}

/** The person's zone, where its clocks show something else than the campaign's. */
function otherZone(at: Date, zone: string | undefined, theirs: string | null | undefined): string | null {
  if (zone === undefined || theirs === undefined || theirs === null) return null;
  return clockTime(at, theirs) === clockTime(at, zone) ? null : theirs;
}
