import { useQuery } from '@tanstack/react-query';
import type { CampaignStats } from '#contract/campaign-counts.ts';
import type { Campaign } from '#contract/campaigns.ts';
import { OutcomeBar } from '#web/campaigns/outcome-bar.tsx';
import { analyticsQuery, forecastQuery, statsQuery } from '#web/campaigns/one/queries.ts';
import { useNow } from '#web/clock.ts';
import { count } from '#web/format/number.ts';
import { duration } from '#web/format/time.ts';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { Skeleton } from '#web/ui/feedback/skeleton.tsx';
import { FigureCard } from '#web/ui/figures/figure-card.tsx';
import { finishWords } from './finish-words.ts';

/** The six figures; every rate beside its two counts, its formula in the title. */
export function FigureCards({ campaign }: { campaign: Campaign }) {
  const { data: stats, error, refetch } = useQuery(statsQuery(campaign.id));
  if (error && !stats) return <ErrorCard what="the figures" error={error} onRetry={() => void refetch()} />;
  const { counts } = campaign;
  return (
    <div className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
      <FigureCard
        label="Progress"
        title={`Finished ÷ everybody, rounded down. Talked with ${count(counts.completed)}, voicemail ${count(counts.voicemail)}, not reached ${count(counts.failed)}.`}
        value={`${counts.progress} %`}
        detail={`${count(counts.finished)} of ${count(counts.total)}`}
      >
        <div className="pt-1">
          <OutcomeBar counts={counts} className="h-1.5" />
        </div>
      </FigureCard>
      {stats ? <Rates stats={stats} campaign={campaign} /> : <Waiting cards={4} />}
      <Finish campaign={campaign} />
    </div>
  );
}

function Rates({ stats, campaign }: { stats: CampaignStats; campaign: Campaign }) {
  const { data: analytics } = useQuery(analyticsQuery(campaign.id));
  const { counts } = campaign;
  const rated = counts.completed + counts.failed;
  const p90 = analytics?.talk.p90Seconds ?? null;
  return (
    <>
      <FigureCard
        label="Success rate"
        title="Talked with ÷ (talked with + not reached); voicemail left out. Rounded down."
        value={rate(counts.successRate, rated)}
        detail={`${count(counts.completed)} of ${count(rated)} people`}
      />
      <FigureCard
        label="Answer rate"
        title="Calls that a person answered ÷ calls placed. Rounded down."
        value={rate(stats.connectRate, stats.ratios.connect.of)}
        detail={`${count(stats.ratios.connect.count)} of ${count(stats.ratios.connect.of)} calls`}
      />
      <FigureCard
        label="Goal met"
        title="Answered calls whose goal was met ÷ answered calls. Rounded down."
        value={rate(stats.goalRate, stats.ratios.goal.of)}
        detail={`${count(stats.ratios.goal.count)} of ${count(stats.ratios.goal.of)} answered`}
      />
      <FigureCard
        label="Average talk"
        title="Seconds of all answered calls ÷ answered calls. One call in ten takes longer than p90."
        value={stats.calls.answered === 0 ? '–' : duration(stats.averageTalkSeconds)}
        detail={p90 === null ? `${count(stats.calls.answered)} calls` : `p90 ${duration(p90)}`}
      />
    </>
  );
}

function rate(percent: number, of: number): string {
  return of === 0 ? '–' : `${percent} %`;
}

function Finish({ campaign }: { campaign: Campaign }) {
  const now = useNow(15_000);
  const { data: forecast, error } = useQuery(forecastQuery(campaign.id));
  const isOver = campaign.status === 'completed' || campaign.status === 'cancelled';
  const label = isOver ? 'Finished' : 'Finishes';
  if (error && !forecast) return <FigureCard label={label} value="–" detail="Couldn’t be foretold" />;
  if (!forecast) return <Waiting cards={1} />;
  const { value, detail, title } = finishWords({ forecast, campaign, now });
  return <FigureCard label={label} title={title} value={<span className="text-xl">{value}</span>} detail={detail} />;
}

function Waiting({ cards }: { cards: number }) {
  return Array.from({ length: cards }, (_, place) => <Skeleton key={place} className="h-full min-h-28 rounded-lg" />);
}
