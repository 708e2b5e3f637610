import { useQuery } from '@tanstack/react-query';
import { Suspense } from 'react';
import type { QueueStatistics } from '#contract/enrollments.ts';
import { ContactDrawerOutlet } from '#web/contacts/drawer/contact-drawer-outlet.tsx';
import { count } from '#web/format/number.ts';
import { Time } from '#web/format/time-of.tsx';
import { Page } from '#web/shell/page.tsx';
import { useFilters } from '#web/shell/use-filters.ts';
import { CampaignSelect } from '#web/campaigns/people/campaign-select.tsx';
import { queueStatisticsQuery } from './queries.ts';
import type { QueueSection } from './queries.ts';
import { QueueTable } from './queue-table.tsx';
import { SectionChips, useSection } from './section-chips.tsx';
import type { SectionCounts } from './section-chips.tsx';

/** Everybody who waits, over all campaigns. */
export function QueuePage() {
  const [{ campaign }, change] = useFilters();
  const status = useSection();
  const { data } = useQuery(queueStatisticsQuery);
  const counts = data && campaign === undefined ? countsOf(data) : undefined;
  return (
    <Page title="Queue" isFull below={data ? <Standing data={data} /> : null}>
      <div className="flex flex-wrap items-center gap-2 pb-3">
        <CampaignSelect
          campaigns={data?.campaigns ?? []}
          value={campaign}
          onChange={(id) => change({ campaign: id })}
        />
        <SectionChips counts={counts} />
      </div>
      <QueueTable
        key={`${campaign ?? ''} ${status ?? ''}`}
        campaignId={campaign}
        status={status}
        total={counts ? totalOf(counts, status) : -1}
        hasCampaigns={campaign === undefined}
      />
      <Suspense>
        <ContactDrawerOutlet />
      </Suspense>
    </Page>
  );
}

function totalOf(counts: SectionCounts, status: QueueSection | undefined): number {
  return status === undefined ? counts.queued + counts.waiting + counts.pending : counts[status];
}

function countsOf({ waiting, delayed, pending }: QueueStatistics): SectionCounts {
  return { queued: waiting, waiting: delayed, pending };
}

function Standing({ data }: { data: QueueStatistics }) {
  const { waiting, delayed, pending, active, limit, nextDueAt } = data;
  return (
    <p className="figures -mt-2 pb-4 text-text-2">
      <strong className="font-semibold text-text">{count(waiting)} ready</strong> · {count(delayed)} due later
      {nextDueAt === null ? (
        ''
      ) : (
        <>
          , the next <Time at={nextDueAt} isRelative />
        </>
      )}{' '}
      · {count(pending)} not started · {active} of {limit} calls in progress
    </p>
  );
}
