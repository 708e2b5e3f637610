import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Campaign } from '#contract/campaigns.ts';
import { forecastQuery, pulseQuery } from '#web/campaigns/one/queries.ts';
import type { PulseRange } from '#web/campaigns/one/queries.ts';
import { Card } from '#web/ui/card.tsx';
import { Button } from '#web/ui/controls/button.tsx';
import { Choice } from '#web/ui/controls/choice.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { Skeleton } from '#web/ui/feedback/skeleton.tsx';
import { PulseFigure } from './pulse-figure.tsx';

const ranges = [
  { value: '15m', label: 'Live 15 min' },
  { value: 'today', label: 'Today' },
  { value: 'all', label: 'Whole campaign' },
] as const;

/** Calls in progress over time against the limits, with closed hours: the picture of a campaign. */
export function PulseCard({ campaign }: { campaign: Campaign }) {
  const isOver = campaign.status === 'completed' || campaign.status === 'cancelled';
  const [range, setRange] = useState<PulseRange>(isOver ? 'all' : '15m');
  const [isTable, setTable] = useState(false);
  return (
    <Card
      title="Pulse"
      aside={
        <div className="flex flex-wrap items-center gap-2">
          <Button look="quiet" size="sm" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
            View as table
          </Button>
          <Choice look="segments" label="Stretch of time" value={range} onChange={setRange} options={ranges} />
        </div>
      }
    >
      <PulseOf campaign={campaign} range={range} isTable={isTable} />
    </Card>
  );
}

type PulseOfProps = { campaign: Campaign; range: PulseRange; isTable: boolean };

function PulseOf({ campaign, range, isTable }: PulseOfProps) {
  const { data: forecast } = useQuery(forecastQuery(campaign.id));
  const finish = forecast?.finish ?? null;
  const until = range === 'all' && finish !== null ? finish.p90 : undefined;
  const { data: pulse, error, refetch } = useQuery(pulseQuery(campaign.id, range, until));
  if (pulse) return <PulseFigure {...{ campaign, range, isTable, pulse, finish }} />;
  if (error) return <ErrorCard what="the pulse" error={error} onRetry={() => void refetch()} />;
  return <Skeleton className="h-[19.5rem] w-full max-md:h-[17rem]" />;
}
