import { Suspense, lazy, useState } from 'react';
import type { Campaign } from '#contract/campaigns.ts';
import type { CampaignForecast } from '#contract/forecasts.ts';
import type { Pulse } from '#contract/pulse.ts';
import type { PulseRange } from '#web/campaigns/one/queries.ts';
import { now } from '#web/clock.ts';
import { Skeleton } from '#web/ui/feedback/skeleton.tsx';
import type { Scene } from './pulse-layers.ts';
import { PulseLegend } from './pulse-legend.tsx';
import { columnsOf, limitLines, placeAt } from './pulse-model.ts';
import { PulseTable } from './pulse-table.tsx';
import { captionOf, emptyWords, readingAt } from './pulse-words.ts';
import { TimeCursor } from './time-cursor.tsx';
import { useBeat, useLiveCalls } from './use-live-calls.ts';

const PulsePlot = lazy(async () => ({ default: (await import('./pulse-plot.tsx')).PulsePlot }));

type PulseFigureProps = {
  pulse: Pulse;
  campaign: Campaign;
  range: PulseRange;
  isTable: boolean;
  finish: CampaignForecast['finish'];
};

/** The picture with its sentence, moving with time; the same as rows for those who read better than they see. */
export function PulseFigure({ pulse, campaign, range, isTable, finish }: PulseFigureProps) {
  const live = useLiveCalls(campaign.id, range, pulse);
  useBeat();
  const [cursor, setCursor] = useState<number | null>(null);
  const at = now();
  const isFinal = campaign.status === 'completed' && campaign.counts.calling === 0;
  const columns = columnsOf(pulse, live, isFinal ? pulse.at.getTime() : at.getTime());
  const seen = { pulse, columns, now: at };
  const lines = limitLines(pulse, Math.max(0, ...pulse.peak));
  const isAhead = range !== '15m' && campaign.status === 'running';
  const foreseen = foreseenOf(pulse, isAhead ? finish : null);
  const nowLine = range === '15m' || isFinal ? null : at.getTime() / 1000;
  const span = spanOf({ pulse, range, at });
  const said = cursor === null ? captionOf(seen) : readingAt(seen, placeAt(columns.times, cursor));
  return (
    <figure>
      <figcaption className="figures mb-2 min-h-5 text-sm text-text-2">{said}</figcaption>
      {isTable ? (
        <PulseTable pulse={pulse} columns={columns} />
      ) : (
        <>
          <TimeCursor {...{ pulse, columns, span, cursor }} onMove={setCursor}>
            <Suspense fallback={<Skeleton className="h-full w-full" />}>
              <PulsePlot
                {...{ columns, span }}
                height={heightNow()}
                onPoint={setCursor}
                scene={{ pulse, lines, cursor, foreseen, now: nowLine }}
              />
            </Suspense>
            {columns.active.some((calls) => calls > 0) ? null : <Nothing text={emptyWords(pulse, at)} />}
          </TimeCursor>
          <PulseLegend isForeseen={foreseen !== null} />
        </>
      )}
    </figure>
  );
}

/** As high as the box around it: lower on a phone. */
function heightNow(): number {
  return matchMedia('(max-width: 767px)').matches ? 180 : 260;
}

function Nothing({ text }: { text: string }) {
  return (
    <p className="pointer-events-none absolute inset-x-0 top-[38%] text-center">
      <span className="rounded-md bg-surface px-3 py-1.5 font-semibold text-text-2">{text}</span>
    </p>
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

/** The same number of calls as until now, as far as the limit lets it, until it is done. */
function foreseenOf(pulse: Pulse, finish: CampaignForecast['finish']): Scene['foreseen'] {
  if (finish === null) return null;
  const limit = limitLines(pulse, 0)[0]?.limit ?? Infinity;
  const [likely, latest] = [finish.p50.getTime() / 1000, finish.p90.getTime() / 1000];
  return { calls: Math.min(usualOf(pulse), limit), likely, latest };
}
