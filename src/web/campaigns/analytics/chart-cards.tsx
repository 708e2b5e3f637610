import { useQuery } from '@tanstack/react-query';
import { Suspense, lazy, useState } from 'react';
import type { ReactNode } from 'react';
import type { Campaign } from '#contract/campaigns.ts';
import type { Analytics } from '#contract/reports.ts';
import { stagesOf } from '#web/campaigns/one/overview/funnel.ts';
import { FunnelBars } from '#web/campaigns/one/overview/funnel-card.tsx';
import { analyticsQuery } from '#web/campaigns/one/queries.ts';
import { count, counted } from '#web/format/number.ts';
import { duration } from '#web/format/time.ts';
import { Choice } from '#web/ui/controls/choice.tsx';
import { Skeleton } from '#web/ui/feedback/skeleton.tsx';
import { ChartCard } from './chart-card.tsx';
import { Bars, HourColumns } from './charts/bars.tsx';
import * as findings from './findings.ts';
import { HeatMap } from './heat-map/heat-map.tsx';
import { dayBars, outcomeKinds, slicesOf, stayOf, trendOf } from './series.ts';

// Plots come with a library of their own, once one of them is shown.
const OutcomeDonut = lazy(async () => ({ default: (await import('./charts/plots.tsx')).OutcomeDonut }));
const DaysPlot = lazy(async () => ({ default: (await import('./charts/plots.tsx')).DaysPlot }));
const TrendPlot = lazy(async () => ({ default: (await import('./charts/plots.tsx')).TrendPlot }));
const StayPlot = lazy(async () => ({ default: (await import('./charts/plots.tsx')).StayPlot }));

type CardProps = { data: Analytics; campaign: Campaign };

function Drawn({ className, children }: { className: string; children: ReactNode }) {
  return <Suspense fallback={<Skeleton className={className} />}>{children}</Suspense>;
}

const callsOf = ({ days }: Analytics) => days.reduce((sum, { placed }) => sum + placed, 0);

export function OutcomesCard({ data }: CardProps) {
  const slices = slicesOf(data.days);
  const total = callsOf(data);
  const finding = findings.outcomesFinding(data);
  const share = (calls: number) => findings.percent(calls, total);
  return (
    <ChartCard
      name="Outcomes"
      finding={finding}
      basis={`${counted(total, 'call')}, by how they ended; talks that met the goal apart from others`}
      table={{
        header: ['Outcome', 'Calls', 'Percent'],
        rows: slices.map(({ label, calls }) => [label, calls, share(calls)]),
      }}
    >
      <div className="flex flex-wrap items-center gap-6">
        <Drawn className="size-48 rounded-full">
          <OutcomeDonut slices={slices} name={finding} />
        </Drawn>
        <div className="min-w-64 flex-1">
          <Bars
            label="Calls by outcome"
            rows={slices.map(({ key, label, calls, colour }) => ({
              ...{ key, label, value: calls, text: count(calls), note: `${share(calls)} %`, colour },
            }))}
          />
        </div>
      </div>
    </ChartCard>
  );
}

export function DaysCard({ data }: CardProps) {
  const finding = findings.daysFinding(data);
  const bars = dayBars(data.days);
  return (
    <ChartCard
      name="Daily progress"
      finding={finding}
      basis={`Days on the campaign’s clock (${data.timeZone}); the line is all calls so far`}
      table={{
        header: ['Day', ...outcomeKinds.map(({ label }) => label), 'All so far'],
        rows: bars.map((bar) => [bar.day, ...outcomeKinds.map(({ key }) => bar[key]), bar.soFar]),
      }}
    >
      <Drawn className="h-60 w-full">
        <DaysPlot bars={bars} name={finding} />
      </Drawn>
    </ChartCard>
  );
}

export function TrendCard({ data }: CardProps) {
  const finding = findings.trendFinding(data);
  const points = trendOf(data.days);
  return (
    <ChartCard
      name="Rates over time"
      finding={finding}
      basis="● answered of placed · ■ goal met of answered · ribbons hold the true rate 95 times of 100 · hollow: fewer than 20 calls"
      table={{
        header: ['Day', 'Calls', 'Answer rate %', 'at least', 'at most', 'Goal met %'],
        rows: points.map(({ day, placed, answer, answerBand, goal }) => [
          day,
          placed,
          answer,
          ...answerBand,
          goal ?? '–',
        ]),
      }}
    >
      <Drawn className="h-60 w-full">
        <TrendPlot points={points} name={finding} />
      </Drawn>
    </ChartCard>
  );
}

export function HoursCard({ data, campaign }: CardProps) {
  const [clock, setClock] = useState<'campaign' | 'contact'>(campaign.clock);
  const { data: own } = useQuery(analyticsQuery(campaign.id, clock));
  const hours = (own ?? data).hours;
  const finding = findings.hoursFinding({ hours });
  const total = hours.reduce((sum, { placed }) => sum + placed, 0);
  return (
    <ChartCard
      name="Best time to call"
      finding={finding}
      basis={`${counted(total, 'call')}, ${clock === 'campaign' ? `on the campaign’s clock (${data.timeZone})` : 'on each person’s own clock'}`}
      className="xl:col-span-2"
      aside={
        <Choice
          look="segments"
          label="Whose clock"
          value={clock}
          onChange={setClock}
          options={[
            { value: 'campaign', label: 'Campaign time' },
            { value: 'contact', label: 'Recipient’s local time' },
          ]}
        />
      }
      table={{
        header: ['Hour', 'Calls', 'Answered', 'Answer rate %'],
        rows: hours.map((each) => [
          findings.hourName(each),
          each.placed,
          each.answered,
          findings.percent(each.answered, each.placed),
        ]),
      }}
    >
      <HeatMap campaign={campaign} hours={hours} label={`Answer rate by weekday and hour. ${finding}`} />
    </ChartCard>
  );
}

export function FunnelChart({ data }: CardProps) {
  const stages = stagesOf(data.funnel);
  return (
    <ChartCard
      name="Funnel"
      finding={findings.funnelFinding(data)}
      basis={`${counted(data.funnel.people, 'person', 'people')}; percent of the stage before`}
      table={{
        header: ['Stage', 'People', '% of previous', '% of all'],
        rows: stages.map(({ label, count: people, ofPrevious, ofAll }) => [label, people, ofPrevious ?? '–', ofAll]),
      }}
    >
      <FunnelBars stages={stages} />
    </ChartCard>
  );
}

export function StayCard({ data }: CardProps) {
  const finding = findings.stayFinding(data);
  const points = stayOf(data.talk);
  return (
    <ChartCard
      name="Staying on the line"
      finding={finding}
      basis={`${counted(data.talk.calls, 'answered call')}; percent still talking after so long`}
      table={{
        header: ['After', 'Still talking', 'Percent'],
        rows: points.map(({ seconds, calls, percent }) => [duration(seconds), calls, percent]),
      }}
    >
      <Drawn className="h-56 w-full">
        <StayPlot points={points} median={data.talk.medianSeconds} name={finding} />
      </Drawn>
    </ChartCard>
  );
}

export function AttemptsCard({ data }: CardProps) {
  return (
    <ChartCard
      name="Attempts"
      finding={findings.attemptsFinding(data)}
      basis={`${counted(callsOf(data), 'call')}; people reached for each 100 calls of an attempt`}
      table={{
        header: ['Attempt', 'Calls', 'Answered', 'Per 100 calls'],
        rows: data.attempts.map((each) => [each.attempt, each.answer.of, each.answer.count, findings.perHundred(each)]),
      }}
    >
      <Bars
        label="People reached per 100 calls, by attempt"
        rows={data.attempts.map((each) => ({
          key: String(each.attempt),
          label: `Attempt ${each.attempt}`,
          value: findings.perHundred(each),
          text: findings.perHundred(each).toFixed(1),
          note: `${count(each.answer.count)} of ${count(each.answer.of)}`,
          ...(each.answer.of < findings.enough ? { colour: 'var(--line-strong)' } : {}),
        }))}
      />
    </ChartCard>
  );
}

export function SpeedCard({ data }: CardProps) {
  const columns = findings.callsByHour(data.hours).map((each) => ({ ...each, label: findings.hourSpan(each.hour) }));
  const finding = findings.speedFinding(data);
  return (
    <ChartCard
      className="xl:col-span-2"
      name="Speed"
      finding={finding}
      basis={`Calls by hour of the day on the campaign’s clock (${data.timeZone}); the darker part was answered`}
      table={{
        header: ['Hour', 'Calls', 'Answered'],
        rows: columns.map(({ label, calls, answered }) => [label, calls, answered]),
      }}
    >
      <HourColumns columns={columns} label={finding} />
    </ChartCard>
  );
}
