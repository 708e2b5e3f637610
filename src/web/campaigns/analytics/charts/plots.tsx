import {
  Area,
  Bar,
  CartesianGrid,
  Cell,
  ComposedChart,
  Line,
  Pie,
  PieChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { count } from '#web/format/number.ts';
import { duration } from '#web/format/time.ts';
import { outcomeKinds } from '../series.ts';
import type { DayBar, Slice, StayPoint, TrendPoint } from '../series.ts';

const ink = { fill: 'var(--text-3)', fontSize: 12 };
const tooltip = {
  contentStyle: {
    background: 'var(--surface)',
    border: '1px solid var(--line)',
    borderRadius: 6,
    fontSize: 13,
    color: 'var(--text)',
  },
  itemStyle: { color: 'var(--text)', padding: 0 },
  cursor: { fill: 'var(--hover)', stroke: 'var(--line-strong)' },
  isAnimationActive: false,
} as const;

/** Such as "20 Nov" of "2026-11-20", a plain date in no zone. */
function dayName(day: string): string {
  const format = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return format.format(new Date(`${day}T00:00:00Z`));
}

function labelName(label: unknown): string {
  return typeof label === 'string' ? dayName(label) : '';
}

export function OutcomeDonut({ slices, name }: { slices: Slice[]; name: string }) {
  const total = slices.reduce((sum, { calls }) => sum + calls, 0);
  return (
    <div className="relative size-48 shrink-0">
      <ResponsiveContainer>
        <PieChart role="img" title={name} accessibilityLayer>
          <Pie
            data={slices}
            dataKey="calls"
            nameKey="label"
            innerRadius="66%"
            outerRadius="100%"
            paddingAngle={slices.length > 1 ? 1.5 : 0}
            stroke="var(--surface)"
            startAngle={90}
            endAngle={-270}
            isAnimationActive={false}
          >
            {slices.map(({ key, colour }) => (
              <Cell key={key} fill={colour} />
            ))}
          </Pie>
          <Tooltip {...tooltip} />
        </PieChart>
      </ResponsiveContainer>
      <p className="pointer-events-none absolute inset-0 grid place-content-center text-center">
        <span className="figures text-xl font-semibold">{count(total)}</span>
        <span className="text-sm text-text-2">{total === 1 ? 'call' : 'calls'}</span>
      </p>
    </div>
  );
}

export function DaysPlot({ bars, name }: { bars: DayBar[]; name: string }) {
  return (
    <ResponsiveContainer height={240}>
      <ComposedChart
        data={bars}
        role="img"
        title={name}
        accessibilityLayer
        margin={{ top: 8, right: 0, bottom: 0, left: 0 }}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis dataKey="day" tickFormatter={dayName} tick={ink} tickLine={false} axisLine={{ stroke: 'var(--line)' }} />
        <YAxis yAxisId="day" width={44} allowDecimals={false} tick={ink} tickLine={false} axisLine={false} />
        <YAxis
          yAxisId="all"
          orientation="right"
          width={48}
          allowDecimals={false}
          tick={ink}
          tickLine={false}
          axisLine={false}
        />
        <Tooltip {...tooltip} labelFormatter={labelName} />
        {outcomeKinds.map(({ key, label, colour }) => (
          <Bar
            key={key}
            yAxisId="day"
            dataKey={key}
            name={label}
            stackId="day"
            fill={colour}
            maxBarSize={48}
            isAnimationActive={false}
          />
        ))}
        <Line
          yAxisId="all"
          dataKey="soFar"
          name="All so far"
          stroke="var(--text)"
          strokeWidth={1.5}
          dot={{ r: 2.5, fill: 'var(--surface)', stroke: 'var(--text)' }}
          isAnimationActive={false}
        />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

type DotProps = { cx?: number; cy?: number; payload?: TrendPoint };

/** Hollow where few calls stand behind it; squares for the second line, so that shape tells them apart. */
function dot(colour: string, isSquare: boolean) {
  return function Dot({ cx, cy, payload }: DotProps) {
    if (cx === undefined || cy === undefined || Number.isNaN(cy)) return <g />;
    const look = { fill: payload?.isThin ? 'var(--surface)' : colour, stroke: colour, strokeWidth: 2 };
    return isSquare ? (
      <rect key={cx} x={cx - 3.5} y={cy - 3.5} width={7} height={7} {...look} />
    ) : (
      <circle key={cx} cx={cx} cy={cy} r={4} {...look} />
    );
  };
}

const answerDot = dot('var(--connected)', false);
const goalDot = dot('var(--success)', true);

export function TrendPlot({ points, name }: { points: TrendPoint[]; name: string }) {
  const line = { strokeWidth: 2, connectNulls: true, isAnimationActive: false } as const;
  const ribbon = {
    stroke: 'none',
    fillOpacity: 0.16,
    isAnimationActive: false,
    tooltipType: 'none',
    activeDot: false,
  } as const;
  return (
    <ResponsiveContainer height={240}>
      <ComposedChart
        data={points}
        role="img"
        title={name}
        accessibilityLayer
        margin={{ top: 8, right: 12, bottom: 0, left: 0 }}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="day"
          tickFormatter={dayName}
          tick={ink}
          tickLine={false}
          axisLine={{ stroke: 'var(--line)' }}
          padding={{ left: 16, right: 16 }}
        />
        <YAxis
          width={44}
          domain={[0, 100]}
          ticks={[0, 25, 50, 75, 100]}
          unit=" %"
          tick={ink}
          tickLine={false}
          axisLine={false}
        />
        <Tooltip {...tooltip} labelFormatter={labelName} formatter={(value) => `${String(value)} %`} />
        <Area dataKey="answerBand" fill="var(--connected)" {...ribbon} />
        <Area dataKey="goalBand" fill="var(--success)" {...ribbon} connectNulls />
        <Line dataKey="answer" name="Answer rate" stroke="var(--connected)" dot={answerDot} {...line} />
        <Line dataKey="goal" name="Goal met" stroke="var(--success)" strokeDasharray="5 3" dot={goalDot} {...line} />
      </ComposedChart>
    </ResponsiveContainer>
  );
}

export function StayPlot({ points, median, name }: { points: StayPoint[]; median: number | null; name: string }) {
  return (
    <ResponsiveContainer height={220}>
      <ComposedChart
        data={points}
        role="img"
        title={name}
        accessibilityLayer
        margin={{ top: 8, right: 16, bottom: 0, left: 0 }}
      >
        <CartesianGrid vertical={false} stroke="var(--line)" />
        <XAxis
          dataKey="seconds"
          type="number"
          domain={[0, 'dataMax']}
          tickFormatter={(seconds) => duration(Number(seconds))}
          tick={ink}
          tickLine={false}
          axisLine={{ stroke: 'var(--line)' }}
        />
        <YAxis
          width={44}
          domain={[0, 100]}
          ticks={[0, 25, 50, 75, 100]}
          unit=" %"
          tick={ink}
          tickLine={false}
          axisLine={false}
        />
        <Tooltip
          {...tooltip}
          labelFormatter={(seconds) => `After ${duration(Number(seconds))}`}
          formatter={(value) => [`${String(value)} %`, 'Still talking']}
        />
        <Area
          dataKey="percent"
          type="monotone"
          stroke="var(--accent)"
          strokeWidth={2}
          fill="var(--accent)"
          fillOpacity={0.1}
          isAnimationActive={false}
        />
        {median === null ? null : (
          <ReferenceLine
            x={median}
            stroke="var(--text-2)"
            strokeDasharray="4 3"
            label={{
              value: `half ${duration(median)}`,
              position: 'insideTopLeft',
              fill: 'var(--text-2)',
              fontSize: 12,
            }}
          />
        )}
      </ComposedChart>
    </ResponsiveContainer>
  );
}
