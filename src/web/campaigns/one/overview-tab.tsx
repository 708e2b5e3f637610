import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Campaign } from '#contract/campaigns.ts';
import { PilotReview, isPilotOver } from '#web/campaigns/form/pilot-review.tsx';
import { campaignQuery } from '#web/campaigns/queries.ts';
import { DiallingCard } from './overview/dialling-card.tsx';
import { FigureCards } from './overview/figure-cards.tsx';
import { FunnelCard } from './overview/funnel-card.tsx';
import { InProgressCard } from './overview/in-progress-card.tsx';
import { CountdownCard, PreflightCard } from './overview/standing-cards.tsx';
import { PulseCard } from './pulse/pulse-card.tsx';
import { useFreshAnalytics } from './use-fresh-analytics.ts';

/** What happens in a campaign now, why, and what came of it so far. */
export function OverviewTab() {
  const { campaignId } = useParams({ from: '/shell/campaigns/$campaignId' });
  const { data: campaign } = useQuery(campaignQuery(campaignId));
  if (!campaign) return null;
  return (
    <div className="flex flex-col gap-4">
      <DiallingCard campaign={campaign} />
      {isPilotOver(campaign) ? <PilotReview campaign={campaign} /> : null}
      <Standing campaign={campaign} />
    </div>
  );
}

function Standing({ campaign }: { campaign: Campaign }) {
  useFreshAnalytics(campaign);
  if (campaign.status === 'draft') return <PreflightCard campaign={campaign} />;
  if (campaign.status === 'scheduled')
    return (
      <>
        <CountdownCard campaign={campaign} />
        <PreflightCard campaign={campaign} />
      </>
    );
  const isOver = campaign.status === 'completed' || campaign.status === 'cancelled';
  return (
    <>
      <FigureCards campaign={campaign} />
      <PulseCard campaign={campaign} />
      <div className={`grid grid-cols-1 gap-4 ${isOver && campaign.counts.calling === 0 ? '' : 'lg:grid-cols-2'}`}>
        {isOver && campaign.counts.calling === 0 ? null : <InProgressCard campaign={campaign} />}
        <FunnelCard campaign={campaign} />
      </div>
    </>
  );
}
