import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Suspense } from 'react';
import { campaignQuery } from '#web/campaigns/queries.ts';
import { ContactDrawerOutlet } from '#web/contacts/drawer/contact-drawer-outlet.tsx';
import { QueueTable } from '#web/queue/queue-table.tsx';
import { SectionChips, useSection } from '#web/queue/section-chips.tsx';

/** Who of a campaign is called next. */
export function QueueTab() {
  const { campaignId = '' } = useParams({ strict: false });
  const { data: campaign } = useQuery(campaignQuery(campaignId));
  const status = useSection();
  const counts = campaign?.counts;
  const all = counts ? counts.queued + counts.waiting + counts.pending : -1;
  return (
    <div className="flex h-[max(24rem,calc(100dvh-20rem))] flex-col">
      <div className="flex flex-wrap items-center gap-2 pb-3">
        <SectionChips counts={counts} />
      </div>
      <QueueTable
        key={status ?? 'all'}
        campaignId={campaignId}
        timeZone={campaign?.timeZone}
        status={status}
        total={counts && status !== undefined ? counts[status] : all}
      />
      <Suspense>
        <ContactDrawerOutlet />
      </Suspense>
    </div>
  );
}
