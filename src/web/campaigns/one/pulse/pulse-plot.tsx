import uPlot from 'uplot';
import { useEffect, useRef } from 'react';
import { clockTime } from '#web/format/time.ts';
import { useTheme } from '#web/shell/theme.ts';
import { drawAbove, drawClosed, stripHeight } from './pulse-layers.ts';
import type { Scene } from './pulse-layers.ts';
import type { Columns } from './pulse-model.ts';

type PulsePlotProps = {
  columns: Columns;
  scene: Omit<Scene, 'colour'>;
  /** Seconds at both ends. */
  span: readonly [from: number, to: number];
  height: number;
  /** Where somebody points, in seconds; null when nowhere. */
  onPoint: (seconds: number | null) => void;
};

type Drawn = Omit<PulsePlotProps, 'columns' | 'height'>;

/** The calls in progress on a canvas, with the layers that uPlot does not know. */
export function PulsePlot({ columns, height, ...drawn }: PulsePlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const latest = useRef<Drawn>(drawn);
  latest.current = drawn;
  const { shown: theme } = useTheme();
  useEffect(() => {
    const place = box.current;
    if (place === null) return undefined;
    const made = new uPlot(optionsOf(place.clientWidth, height, latest), [[], [], []], place);
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: place.clientWidth, height }));
    watch.observe(place);
    return () => {
      watch.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [height, theme]);
  useEffect(() => {
    const made = plot.current;
    if (made === null) return;
    made.batch(() => {
      made.setData([columns.times, columns.active, columns.talking], false);
      made.setScale('x', { min: drawn.span[0], max: drawn.span[1] });
      made.setScale('y', { min: 0, max: topOf(columns, drawn.scene) });
    });
  });
  return <div ref={box} aria-hidden className="w-full overflow-hidden" style={{ height }} />;
}

function topOf({ active }: Columns, { lines, foreseen }: Drawn['scene']): number {
  const highest = Math.max(
    1,
    foreseen?.calls ?? 0,
    ...lines.flatMap(({ steps }) => steps.map(({ limit }) => limit)),
    ...active,
  );
  return highest * 1.18;
}

/** A colour of the theme as it is now; canvases know no CSS variables. */
function colourOf(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function optionsOf(width: number, height: number, latest: { current: Drawn }): uPlot.Options {
  const sceneOf = () => ({ ...latest.current.scene, colour: colourOf });
  const zone = () => latest.current.scene.pulse.timeZone;
  const step = uPlot.paths.stepped?.({ align: 1 });
  const paths = step === undefined ? {} : { paths: step };
  const axis = { stroke: () => colourOf('--text-3'), font: '12px Inter, system-ui, sans-serif' };
  return {
    ...{ width, height, legend: { show: false }, padding: [8, width < 520 ? 8 : 128, stripHeight, 0] },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), zone()),
    cursor: { show: false },
    scales: { x: { time: true, auto: false }, y: { auto: false } },
    axes: [
      {
        ...axis,
        ...{
          grid: { show: false },
          ticks: { show: true, stroke: () => colourOf('--line'), size: 4 },
          size: 30,
          space: 90,
        },
        values: (_u, splits) => tickWords(splits, latest.current.span, zone()),
      },
      {
        ...axis,
        ...{ size: 34, gap: 6, incrs: [1, 2, 5, 10, 20, 50], space: 26, ticks: { show: false } },
        grid: { stroke: () => colourOf('--line'), width: 1 },
      },
    ],
    series: [
      {},
      {
        ...paths,
        stroke: () => colourOf('--accent'),
        width: 1.5,
        fill: () => `${colourOf('--connected')}40`,
        points: { show: false },
      },
      { ...paths, width: 0, fill: () => `${colourOf('--connected')}8c`, points: { show: false } },
    ],
    hooks: {
      drawClear: [(u) => drawClosed(u, sceneOf())],
      draw: [(u) => drawAbove(u, sceneOf())],
      ready: [
        ({ over, posToVal }) => {
          over.addEventListener('pointermove', ({ offsetX }) => latest.current.onPoint(posToVal(offsetX, 'x')));
          over.addEventListener('pointerleave', () => latest.current.onPoint(null));
        },
      ],
    },
  };
}

/** The date where a day begins, else the time; only dates where days are many. */
function tickWords(splits: number[], [from, to]: readonly [number, number], timeZone: string): string[] {
  const format = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone });
  const days = splits.map((seconds) => format.format(new Date(seconds * 1000)));
  return splits.map((seconds, place) => {
    if (to - from > 86_400 && days[place] !== days[place - 1]) return days[place] ?? '';
    return to - from > 3 * 86_400 ? '' : clockTime(new Date(seconds * 1000), timeZone);
  });
}
