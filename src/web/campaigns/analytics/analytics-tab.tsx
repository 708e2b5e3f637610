import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { ChartColumn } from 'lucide-react';
import type { Campaign } from '#contract/campaigns.ts';
import { analyticsQuery } from '#web/campaigns/one/queries.ts';
import { useFreshAnalytics } from '#web/campaigns/one/use-fresh-analytics.ts';
import { campaignQuery } from '#web/campaigns/queries.ts';
import { counted } from '#web/format/number.ts';
import { Time } from '#web/format/time-of.tsx';
import { Empty } from '#web/ui/feedback/empty.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { Skeleton } from '#web/ui/feedback/skeleton.tsx';
import {
  AttemptsCard,
  DaysCard,
  FunnelChart,
  HoursCard,
  OutcomesCard,
  SpeedCard,
  StayCard,
  TrendCard,
} from './chart-cards.tsx';

/** What came of a campaign, in charts that each say what they show. */
export function AnalyticsTab() {
  const { campaignId } = useParams({ from: '/shell/campaigns/$campaignId' });
  const { data: campaign } = useQuery(campaignQuery(campaignId));
  return campaign ? <Charts campaign={campaign} /> : null;
}

function Charts({ campaign }: { campaign: Campaign }) {
  useFreshAnalytics(campaign);
  const { data, error, refetch } = useQuery(analyticsQuery(campaign.id));
  if (error && !data) return <ErrorCard what="the charts" error={error} onRetry={() => void refetch()} />;
  if (!data)
    return (
      <div role="status" className="grid grid-cols-1 gap-4 xl:grid-cols-2">
        <span className="sr-only">Loading</span>
        {Array.from({ length: 6 }, (_, place) => (
          <Skeleton key={place} className="h-80 rounded-lg" />
        ))}
      </div>
    );
  if (data.days.length === 0)
    return (
      <Empty icon={<ChartColumn size={28} aria-hidden />} title="Charts appear after the first finished call">
        Outcomes, the best time to call, how long people stay on the line, and whether another attempt is worth it.
      </Empty>
    );
  return (
    <div className="flex flex-col gap-4">
      {campaign.counts.calling === 0 ? null : (
        <p className="text-sm text-text-2">
          Through <Time at={data.at} timeZone={campaign.timeZone} withZone />;{' '}
          {counted(campaign.counts.calling, 'call is', 'calls are')} not over yet.
        </p>
      )}
      <div className="grid grid-cols-1 gap-4 xl:grid-cols-2 [&>*]:min-w-0">
        <OutcomesCard data={data} campaign={campaign} />
        <DaysCard data={data} campaign={campaign} />
        <HoursCard data={data} campaign={campaign} />
        <TrendCard data={data} campaign={campaign} />
        <StayCard data={data} campaign={campaign} />
        <FunnelChart data={data} campaign={campaign} />
        <AttemptsCard data={data} campaign={campaign} />
        <SpeedCard data={data} campaign={campaign} />
      </div>
    </div>
  );
}
