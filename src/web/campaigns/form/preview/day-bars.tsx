import type { DayOfCalls } from '#contract/previews.ts';
import { count, counted } from '#web/format/number.ts';

const shownMost = 31;
const names = new Intl.DateTimeFormat(undefined, { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' });
const closedWords = { weekday: 'not one of the days', legal_hours: 'closed by law' } as const;

function nameOf(date: string): string {
  return names.format(new Date(`${date}T00:00:00Z`));
}

/** Calls per day, closed days hatched; the same as a table for those who can't see it. */
export function DayBars({ days }: { days: readonly DayOfCalls[] }) {
  const shown = days.slice(0, shownMost);
  const top = Math.max(1, ...shown.map((day) => day.count));
  const [first, last] = [shown[0], shown.at(-1)];
  if (!first || !last) return null;
  return (
    <figure aria-label={captionOf(shown)}>
      <div aria-hidden className="flex h-20 items-end gap-0.5 border-b border-line">
        {shown.map(({ date, count: calls, closed }) => (
          <div
            key={date}
            title={`${nameOf(date)}: ${closed === null ? counted(calls, 'call') : closedWords[closed]}`}
            className={`flex h-full max-w-14 min-w-1 flex-1 items-end ${closed === null ? '' : 'hatched'}`}
          >
            <div
              className="w-full rounded-t-sm bg-accent"
              style={{ height: calls === 0 ? 0 : `max(2px, ${(100 * calls) / top}%)` }}
            />
          </div>
        ))}
      </div>
      <figcaption className="figures mt-1 flex justify-between gap-4 text-sm text-text-3">
        <span>{nameOf(first.date)}</span>
        <span>calls a day, at most {count(top)}</span>
        <span>{shown.length > 1 ? `${nameOf(last.date)}${days.length > shownMost ? ' …' : ''}` : ''}</span>
      </figcaption>
    </figure>
  );
}

function captionOf(days: readonly DayOfCalls[]): string {
  const open = days.filter(({ closed }) => closed === null);
  const closed = days.length - open.length;
  return `Calls a day over ${counted(days.length, 'day')}: ${open.map((day) => `${nameOf(day.date)} ${count(day.count)}`).join(', ')}${closed > 0 ? `; ${counted(closed, 'day')} closed` : ''}`;
}
