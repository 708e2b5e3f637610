import type { Pulse } from '#contract/pulse.ts';

export type Outcome = Pulse['outcomes'][number]['outcome'];

export const outcomes: readonly { key: Outcome; label: string; colour: string }[] = [
  { key: 'success', label: 'goal met', colour: '--success' },
  { key: 'connected', label: 'talked', colour: '--connected' },
  { key: 'voicemail', label: 'voicemail', colour: '--voicemail' },
  { key: 'noAnswer', label: 'no answer', colour: '--no-answer' },
  { key: 'busy', label: 'busy', colour: '--busy' },
  { key: 'failed', label: 'failed', colour: '--failed' },
];

type Pen = { context: CanvasRenderingContext2D; x: number; y: number; size: number };

/** Draws the mark of an outcome: told by its shape as well as by its colour. */
export function drawMark(outcome: Outcome, { context, x, y, size }: Pen, colour: string): void {
  const r = size / 2;
  context.fillStyle = colour;
  context.strokeStyle = colour;
  context.lineWidth = size / 5;
  context.beginPath();
  if (outcome === 'voicemail') context.fillRect(x - r, y - r / 2.5, size, r / 1.25);
  else if (outcome === 'failed') {
    context.moveTo(x - r * 0.8, y - r * 0.8);
    context.lineTo(x + r * 0.8, y + r * 0.8);
    context.moveTo(x + r * 0.8, y - r * 0.8);
    context.lineTo(x - r * 0.8, y + r * 0.8);
    context.stroke();
  } else if (outcome === 'noAnswer') {
    context.arc(x, y, r * 0.75, 0, 2 * Math.PI);
    context.stroke();
  } else if (outcome === 'busy') {
    context.arc(x, y, r * 0.8, 0, 2 * Math.PI);
    context.stroke();
    context.beginPath();
    context.arc(x, y, r * 0.8, Math.PI / 2, (3 * Math.PI) / 2);
    context.fill();
  } else {
    context.arc(x, y, outcome === 'success' ? r : r * 0.7, 0, 2 * Math.PI);
    context.fill();
  }
}
