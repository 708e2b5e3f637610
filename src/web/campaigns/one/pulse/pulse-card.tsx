import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { Campaign } from '#contract/campaigns.ts';
import type { Pulse } from '#contract/pulse.ts';
import { forecastQuery, pulseQuery } from '#web/campaigns/one/queries.ts';
import type { PulseRange } from '#web/campaigns/one/queries.ts';
import { now } from '#web/clock.ts';
import { Card } from '#web/ui/card.tsx';
import { Choice } from '#web/ui/controls/choice.tsx';
import { Button } from '#web/ui/controls/button.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { Skeleton } from '#web/ui/feedback/skeleton.tsx';
import { PulseLegend } from './pulse-legend.tsx';
import { columnsOf, limitLines, placeAt } from './pulse-model.ts';
import type { Columns, LiveCalls } from './pulse-model.ts';
import { PulseTable } from './pulse-table.tsx';
import { captionOf, emptyWords, readingAt } from './pulse-words.ts';
import { useBeat, useLiveCalls } from './use-live-calls.ts';

const PulsePlot = lazy(async () => ({ default: (await import('./pulse-plot.tsx')).PulsePlot }));

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
  const { data: forecast } = useQuery(forecastQuery(campaign.id));
  const latest = forecast?.finish?.p90;
  const {
    data: pulse,
    error,
    refetch,
  } = useQuery(pulseQuery(campaign.id, range, range === 'all' ? latest : undefined));
  return (
    <Card
      title="Pulse"
      aside={
        <div className="flex flex-wrap items-center gap-2">
          <Button look="quiet" size="sm" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
            {isTable ? 'View as plot' : 'View as table'}
          </Button>
          <Choice look="segments" label="Stretch of time" value={range} onChange={setRange} options={ranges} />
        </div>
      }
    >
      {error && !pulse ? <ErrorCard what="the pulse" error={error} onRetry={() => void refetch()} /> : null}
      {!pulse && !error ? <Skeleton className="h-[19.5rem] w-full max-md:h-[14rem]" /> : null}
      {pulse ? (
        <PulseFigure
          {...{ pulse, range, isTable }}
          campaign={campaign}
          likely={forecast?.finish?.p50}
          latest={latest}
        />
      ) : null}
    </Card>
  );
}

type PulseFigureProps = {
  pulse: Pulse;
  campaign: Campaign;
  range: PulseRange;
  isTable: boolean;
  likely: Date | undefined;
  latest: Date | undefined;
};

function PulseFigure({ pulse, campaign, range, isTable, likely, latest }: PulseFigureProps) {
  const live = useLiveCalls(campaign.id, range, pulse);
  useBeat();
  const [cursor, setCursor] = useState<number | null>(null);
  const at = now();
  const isFinal = campaign.status === 'completed' && campaign.counts.calling === 0;
  const columns = columnsOf(pulse, live, isFinal ? pulse.at.getTime() : at.getTime());
  const span = spanOf({ pulse, range, at });
  const isNarrow = matchMedia('(max-width: 767px)').matches;
  const lines = limitLines(pulse, Math.max(0, ...pulse.peak));
  const foreseen =
    likely && latest && range !== '15m' && campaign.status === 'running'
      ? {
          calls: Math.min(usualOf(pulse), lines[0]?.limit ?? Infinity),
          likely: likely.getTime() / 1000,
          latest: latest.getTime() / 1000,
        }
      : null;
  const reading = cursor === null ? null : readingAt({ pulse, columns, now: at }, placeAt(columns.times, cursor));
  const isEmpty = columns.active.every((calls) => calls === 0);
  return (
    <figure>
      <figcaption className="mb-2 flex min-h-5 flex-wrap justify-between gap-x-4 text-sm text-text-2">
        <span className="figures">{reading ?? captionOf({ pulse, columns, now: at })}</span>
      </figcaption>
      {isTable ? (
        <PulseTable pulse={pulse} columns={columns} />
      ) : (
        <TimeCursor {...{ pulse, columns, span, cursor, live }} onMove={setCursor}>
          <Suspense fallback={<Skeleton className="h-full w-full" />}>
            <PulsePlot
              columns={columns}
              span={span}
              height={isNarrow ? 180 : 260}
              onPoint={setCursor}
              scene={{ pulse, lines, cursor, foreseen, now: range === '15m' || isFinal ? null : at.getTime() / 1000 }}
            />
          </Suspense>
          {isEmpty ? (
            <p className="pointer-events-none absolute inset-x-0 top-[38%] text-center">
              <span className="rounded-md bg-surface px-3 py-1.5 font-semibold text-text-2">
                {emptyWords(pulse, at)}
              </span>
            </p>
          ) : null}
        </TimeCursor>
      )}
      {isTable ? null : <PulseLegend isForeseen={foreseen !== null} />}
    </figure>
  );
}

type TimeCursorProps = {
  pulse: Pulse;
  columns: Columns;
  live: LiveCalls;
  span: readonly [number, number];
  cursor: number | null;
  onMove: (seconds: number | null) => void;
  children: React.ReactNode;
};

/** One stop for the keyboard: arrows go through time, a hundredth of what is in sight at a time. */
function TimeCursor({ pulse, columns, span, cursor, onMove, children }: TimeCursorProps) {
  const [from, to] = [span[0], Math.min(span[1], columns.times.at(-1) ?? span[1])];
  const at = cursor ?? to;
  const onKeyDown = (event: KeyboardEvent) => {
    const step = Math.max(1, (to - from) / 100) * (event.shiftKey ? 10 : 1);
    const moves: Record<string, number | null> = {
      ...{ ArrowLeft: at - step, ArrowDown: at - step, ArrowRight: at + step, ArrowUp: at + step },
      ...{ PageDown: at - 10 * step, PageUp: at + 10 * step, Home: from, End: to, Escape: null },
    };
    const next = moves[event.key];
    if (next === undefined) return;
    event.preventDefault();
    onMove(next === null ? null : Math.min(to, Math.max(from, next)));
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label="Time"
      aria-valuemin={Math.round(from)}
      aria-valuemax={Math.round(to)}
      aria-valuenow={Math.round(Math.min(to, Math.max(from, at)))}
      aria-valuetext={readingAt({ pulse, columns, now: now() }, placeAt(columns.times, at))}
      onKeyDown={onKeyDown}
      onBlur={() => onMove(null)}
      className="relative h-[260px] max-md:h-[180px]"
    >
      {children}
    </div>
  );
}

function spanOf({ pulse, range, at }: { pulse: Pulse; range: PulseRange; at: Date }): [number, number] {
  if (range === '15m') return [at.getTime() / 1000 - 900, at.getTime() / 1000];
  return [pulse.from.getTime() / 1000, Math.max(pulse.until.getTime(), pulse.from.getTime() + 600_000) / 1000];
}

/** How many calls there are when it calls: what is to be expected while hours are open. */
function usualOf({ active }: Pulse): number {
  const busy = active.filter((calls) => calls > 0);
  return busy.length === 0 ? 1 : busy.reduce((sum, calls) => sum + calls, 0) / busy.length;
}
