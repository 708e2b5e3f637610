import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Campaign } from '#contract/campaigns.ts';
import { analyticsQuery } from '#web/campaigns/one/queries.ts';
import { count } from '#web/format/number.ts';
import { Card } from '#web/ui/card.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { biggestLoss, stagesOf } from './funnel.ts';
import type { Stage } from './funnel.ts';

/** How many people came how far, and where most were lost. */
export function FunnelCard({ campaign }: { campaign: Campaign }) {
  const { data, error, refetch } = useQuery(analyticsQuery(campaign.id));
  const loss = data ? biggestLoss(data.outcomes) : null;
  return (
    <Card title="What happened">
      {error && !data ? <ErrorCard what="what happened" error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <SkeletonRows rows={5} className="h-6 w-full" /> : null}
      {data ? <FunnelBars stages={stagesOf(data.funnel)} /> : null}
      {loss === null ? null : (
        <p className="mt-3 text-sm text-text-2">
          Biggest loss: {loss.text}.{' '}
          <Link
            to="/campaigns/$campaignId/calls"
            params={{ campaignId: campaign.id }}
            search={{ disposition: loss.disposition }}
            className="font-semibold text-accent hover:underline"
          >
            See list
          </Link>
        </p>
      )}
    </Card>
  );
}

/** Bars of people, one below the other, so that lengths can be read. */
export function FunnelBars({ stages }: { stages: readonly Stage[] }) {
  return (
    <ol className="flex flex-col gap-2">
      {stages.map(({ key, label, count: people, ofPrevious, ofAll }) => (
        <li key={key} className="grid grid-cols-[6.5rem_3.75rem_1fr_3rem] items-center gap-2">
          <span className="truncate text-text-2">{label}</span>
          <span className="figures text-end font-semibold">{count(people)}</span>
          <span aria-hidden className="h-4 overflow-hidden rounded-sm bg-sunken">
            <span
              className="block h-full rounded-sm bg-accent"
              style={{ width: `${people === 0 ? 0 : Math.max(ofAll, 0.5)}%` }}
            />
          </span>
          <span className="figures text-end text-sm text-text-2" title="Of the stage before, rounded down">
            {ofPrevious === null ? '' : `${ofPrevious} %`}
          </span>
        </li>
      ))}
    </ol>
  );
}
