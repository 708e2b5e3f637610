import type uPlot from 'uplot';
import type { Pulse } from '#contract/pulse.ts';
import { drawMark, outcomes } from './pulse-marks.ts';
import type { LimitLine } from './pulse-model.ts';
import { eventWords } from './pulse-words.ts';

/** Everything that is drawn over or under the plot, and the colours it is drawn in. */
export type Scene = {
  pulse: Pulse;
  lines: LimitLine[];
  /** Seconds; null hides the line. */
  now: number | null;
  cursor: number | null;
  /** From now on so many calls are expected, likely until `likely`, at the latest until `latest`, in seconds. */
  foreseen: { calls: number; likely: number; latest: number } | null;
  colour: (name: string) => string;
};

export const stripHeight = 34;

/** Device pixels per CSS pixel, as uPlot draws. */
const ratio = () => window.devicePixelRatio || 1;

/** Closed hours, under everything else: lines at 45°, with their name where there is room. */
export function drawClosed(u: uPlot, { pulse, colour }: Scene): void {
  const { ctx, bbox } = u;
  for (const { from, to } of pulse.closed) {
    const [left, right] = clamp(u, from.getTime() / 1000, to.getTime() / 1000);
    if (right - left < 1) continue;
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, bbox.top, right - left, bbox.height);
    ctx.clip();
    ctx.fillStyle = colour('--sunken');
    ctx.fill();
    ctx.strokeStyle = colour('--line');
    ctx.lineWidth = ratio();
    ctx.beginPath();
    for (let x = left - bbox.height; x < right; x += 7 * ratio()) {
      ctx.moveTo(x, bbox.top + bbox.height);
      ctx.lineTo(x + bbox.height, bbox.top);
    }
    ctx.stroke();
    if (right - left > 56 * ratio())
      write(u, {
        text: 'closed',
        x: (left + right) / 2,
        y: bbox.top + 14 * ratio(),
        colour: colour('--text-3'),
        align: 'center',
      });
    ctx.restore();
  }
}

/** What is expected, faint; limits, now, events and the cursor, over the calls. */
export function drawAbove(u: uPlot, scene: Scene): void {
  drawForeseen(u, scene);
  for (const line of scene.lines) drawLimit(u, line, scene.colour);
  if (scene.now !== null && inSight(u, scene.now)) {
    vertical(u, scene.now, scene.colour('--text-2'));
    const x = u.valToPos(scene.now, 'x', true) - 4 * ratio();
    write(u, { text: 'now', x, y: u.bbox.top + 12 * ratio(), colour: scene.colour('--text-2'), align: 'right' });
  }
  drawEvents(u, scene);
  drawOutcomes(u, scene);
  if (scene.cursor !== null && inSight(u, scene.cursor)) vertical(u, scene.cursor, scene.colour('--accent'));
}

function drawForeseen(u: uPlot, { pulse, foreseen, now, colour }: Scene): void {
  if (foreseen === null || now === null) return;
  const { ctx, bbox } = u;
  const bottom = bbox.top + bbox.height;
  const top = u.valToPos(foreseen.calls, 'y', true);
  ctx.save();
  ctx.fillStyle = colour('--accent');
  for (const [from, to, alpha] of [
    [now, foreseen.likely, 0.12],
    [foreseen.likely, foreseen.latest, 0.06],
  ] as const) {
    for (const [left, right] of openParts(pulse, from, to)) {
      const [a, b] = clamp(u, left, right);
      ctx.globalAlpha = alpha;
      if (b > a) ctx.fillRect(a, top, b - a, bottom - top);
    }
  }
  ctx.restore();
}

function openParts({ closed }: Pulse, from: number, to: number): [number, number][] {
  const parts: [number, number][] = [];
  let reached = from;
  for (const span of closed) {
    const [opens, closes] = [span.to.getTime() / 1000, span.from.getTime() / 1000];
    if (opens <= reached || closes >= to) continue;
    if (closes > reached) parts.push([reached, closes]);
    reached = Math.max(reached, opens);
  }
  return reached < to ? [...parts, [reached, to]] : parts;
}

function drawLimit(u: uPlot, line: LimitLine, colour: Scene['colour']): void {
  const { ctx } = u;
  ctx.save();
  ctx.strokeStyle = colour(line.isBinding ? '--text' : '--line-strong');
  ctx.lineWidth = (line.isBinding ? 1.5 : 1) * ratio();
  ctx.setLineDash(line.isBinding ? [] : [4 * ratio(), 4 * ratio()]);
  traceLimit(u, line);
  ctx.restore();
  nameLimit(u, line, colour);
}

function traceLimit(u: uPlot, { limit, steps }: LimitLine): void {
  const { ctx, bbox } = u;
  const y = (calls: number) => u.valToPos(calls, 'y', true);
  let height = steps[0]?.limit ?? limit;
  ctx.beginPath();
  ctx.moveTo(bbox.left, y(height));
  for (const step of steps.slice(1)) {
    const [x] = clamp(u, step.at, step.at);
    ctx.lineTo(x, y(height));
    ctx.lineTo(x, y(step.limit));
    height = step.limit;
  }
  ctx.lineTo(bbox.left + bbox.width, y(limit));
  ctx.stroke();
}

/** At the right edge, or inside where there is no room beside the plot. */
function nameLimit(u: uPlot, { limit, label, isBinding }: LimitLine, colour: Scene['colour']): void {
  const [right, y] = [u.bbox.left + u.bbox.width, u.valToPos(limit, 'y', true)];
  const said = { text: `${label} ${limit}`, colour: colour(isBinding ? '--text' : '--text-2') };
  if (u.width < 520)
    write(u, { ...said, x: right - 4 * ratio(), y: y - 5 * ratio(), align: 'right', behind: colour('--surface') });
  else write(u, { ...said, x: right + 8 * ratio(), y: y + 4 * ratio(), align: 'left' });
}

/** Diamonds on the axis, with the words of all that happened there as far as they don't cover each other. */
function drawEvents(u: uPlot, { pulse, colour }: Scene): void {
  const y = u.bbox.top + u.bbox.height;
  let free = u.bbox.left + u.bbox.width;
  for (const { x, text } of eventsInSight(u, pulse).toReversed()) {
    drawDiamond(u, { x, y }, colour);
    const width = text.length * 6.5 * ratio();
    if (x + 8 * ratio() + width > free) continue;
    const at = { x: x + 9 * ratio(), y: y - 5 * ratio() };
    write(u, { text, ...at, colour: colour('--text'), align: 'left', behind: colour('--surface') });
    free = x - 4 * ratio();
  }
}

/** Those that fall on the same place are told together. */
function eventsInSight(u: uPlot, { events }: Pulse): { x: number; text: string }[] {
  const shown: { x: number; text: string }[] = [];
  for (const event of events.toSorted((a, b) => a.at.getTime() - b.at.getTime())) {
    const seconds = event.at.getTime() / 1000;
    if (!inSight(u, seconds)) continue;
    const x = u.valToPos(seconds, 'x', true);
    const last = shown.at(-1);
    if (last && x - last.x < 8 * ratio()) last.text = `${last.text}, ${eventWords(event)}`;
    else shown.push({ x, text: eventWords(event) });
  }
  return shown;
}

function drawDiamond({ ctx }: uPlot, { x, y }: { x: number; y: number }, colour: Scene['colour']): void {
  const r = 5 * ratio();
  ctx.save();
  ctx.fillStyle = colour('--accent');
  ctx.strokeStyle = colour('--surface');
  ctx.lineWidth = 1.5 * ratio();
  ctx.beginPath();
  ctx.moveTo(x, y - r);
  ctx.lineTo(x + r, y);
  ctx.lineTo(x, y + r);
  ctx.lineTo(x - r, y);
  ctx.closePath();
  ctx.fill();
  ctx.stroke();
  ctx.restore();
}

/** One mark for each call that ended while seconds are shown, small bars where many fall together. */
function drawOutcomes(u: uPlot, scene: Scene): void {
  const { pulse, colour } = scene;
  const size = 8 * ratio();
  const bottom = u.ctx.canvas.height - 2 * ratio();
  const columns = new Map<number, { outcome: (typeof outcomes)[number]; calls: number }[]>();
  for (const { place, outcome, calls } of pulse.outcomes) {
    const seconds = pulse.from.getTime() / 1000 + (place + 0.5) * pulse.outcomeSeconds;
    if (!inSight(u, seconds)) continue;
    const x = Math.floor((u.valToPos(seconds, 'x', true) - u.bbox.left) / size);
    const kind = outcomes.find(({ key }) => key === outcome);
    if (kind) columns.set(x, [...(columns.get(x) ?? []), { outcome: kind, calls }]);
  }
  const most = Math.max(1, ...[...columns.values()].map((all) => all.reduce((sum, { calls }) => sum + calls, 0)));
  for (const [column, all] of columns) {
    const x = u.bbox.left + (column + 0.5) * size;
    let y = bottom;
    for (const { outcome, calls } of all.toSorted(
      (a, b) => outcomes.indexOf(a.outcome) - outcomes.indexOf(b.outcome),
    )) {
      if (most <= 3) {
        for (let mark = 0; mark < calls; mark += 1, y -= size + ratio())
          drawMark(outcome.key, { context: u.ctx, x, y: y - size / 2, size: size - ratio() }, colour(outcome.colour));
        continue;
      }
      const height = Math.max(ratio(), (calls / most) * (stripHeight - 8) * ratio());
      u.ctx.fillStyle = colour(outcome.colour);
      u.ctx.fillRect(x - size / 2 + ratio() / 2, y - height, size - ratio(), height);
      y -= height;
    }
  }
}

function vertical(u: uPlot, seconds: number, colour: string): void {
  const { ctx, bbox } = u;
  const x = u.valToPos(seconds, 'x', true);
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.lineWidth = ratio();
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}

type Text = { text: string; x: number; y: number; colour: string; align: CanvasTextAlign; behind?: string };

function write({ ctx }: uPlot, { text, x, y, colour, align, behind }: Text): void {
  ctx.save();
  ctx.font = `${12 * ratio()}px Inter, system-ui, sans-serif`;
  ctx.textAlign = align;
  if (behind !== undefined) {
    ctx.strokeStyle = behind;
    ctx.lineWidth = 4 * ratio();
    ctx.lineJoin = 'round';
    ctx.strokeText(text, x, y);
  }
  ctx.fillStyle = colour;
  ctx.fillText(text, x, y);
  ctx.restore();
}

function clamp(u: uPlot, from: number, to: number): [number, number] {
  const { left, width } = u.bbox;
  const at = (seconds: number) => Math.min(left + width, Math.max(left, u.valToPos(seconds, 'x', true)));
  return [at(from), at(to)];
}

function inSight(u: uPlot, seconds: number): boolean {
  const { min, max } = u.scales['x'] ?? {};
  return min !== undefined && max !== undefined && seconds >= (min ?? 0) && seconds <= (max ?? 0);
}
