import { useEffect, useRef } from 'react';
import { useTheme } from '#web/shell/theme.ts';
import { drawMark, outcomes } from './pulse-marks.ts';
import type { Outcome } from './pulse-marks.ts';

/** What the colours and shapes of the pulse mean. */
export function PulseLegend({ isForeseen }: { isForeseen: boolean }) {
  return (
    <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs text-text-2" aria-label="Legend">
      <Patch label="talking" style={{ background: 'color-mix(in srgb, var(--connected) 75%, transparent)' }} />
      <Patch label="ringing" style={{ background: 'color-mix(in srgb, var(--connected) 25%, transparent)' }} />
      {isForeseen ? (
        <Patch label="expected" style={{ background: 'color-mix(in srgb, var(--accent) 12%, transparent)' }} />
      ) : null}
      <li className="flex items-center gap-1.5">
        <span aria-hidden className="hatched size-3 rounded-sm border border-line bg-sunken" />
        closed
      </li>
      {outcomes.map(({ key, label, colour }) => (
        <li key={key} className="flex items-center gap-1.5">
          <Mark outcome={key} colour={colour} />
          {label}
        </li>
      ))}
    </ul>
  );
}

function Patch({ label, style }: { label: string; style: { background: string } }) {
  return (
    <li className="flex items-center gap-1.5">
      <span aria-hidden className="size-3 rounded-sm" style={style} />
      {label}
    </li>
  );
}

function Mark({ outcome, colour }: { outcome: Outcome; colour: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { shown } = useTheme();
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.clearRect(0, 0, 24, 24);
    const ink = getComputedStyle(document.documentElement).getPropertyValue(colour).trim();
    drawMark(outcome, { context, x: 12, y: 12, size: 18 }, ink);
  }, [outcome, colour, shown]);
  return <canvas ref={canvas} width={24} height={24} aria-hidden className="size-3" />;
}
