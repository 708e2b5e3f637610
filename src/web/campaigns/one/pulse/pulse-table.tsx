import type { Pulse } from '#contract/pulse.ts';
import { clockTime, dayAndTime, zoneName } from '#web/format/time.ts';
import { placeAt } from './pulse-model.ts';
import type { Columns } from './pulse-model.ts';

const rowsMost = 60;

/** The pulse as rows: the same numbers for those who read better than they see. */
export function PulseTable({ pulse, columns }: { pulse: Pulse; columns: Columns }) {
  const { times, active, talking } = columns;
  const [first, last] = [times[0] ?? 0, times.at(-1) ?? 0];
  const step = Math.max(pulse.bucketSeconds, Math.ceil((last - first) / rowsMost / 60) * 60);
  const instants = Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, row) => last - row * step);
  const clock = { timeZone: pulse.timeZone, now: pulse.at };
  const words = (at: Date) => (last - first > 86_400 ? dayAndTime(at, clock) : clockTime(at, pulse.timeZone));
  return (
    <div className="h-[260px] overflow-y-auto rounded-md border border-line max-md:h-[180px]" tabIndex={0}>
      <table className="figures w-full text-sm">
        <caption className="sr-only">Calls in progress over time, the latest first</caption>
        <thead className="sticky top-0 bg-surface">
          <tr className="text-text-2">
            <th scope="col" className="border-b border-line px-3 py-2 text-start font-semibold">
              Time ({zoneName(pulse.at, pulse.timeZone)})
            </th>
            {['In progress', 'Talking', 'Ringing'].map((name) => (
              <th key={name} scope="col" className="border-b border-line px-3 py-2 text-end font-semibold">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {instants.map((seconds) => {
            const place = placeAt(times, seconds);
            const [calls, answered] = [active[place] ?? 0, talking[place] ?? 0];
            return (
              <tr key={seconds}>
                <th scope="row" className="border-b border-line px-3 py-1.5 text-start font-normal">
                  {words(new Date(seconds * 1000))}
                </th>
                {[calls, answered, calls - answered].map((value, column) => (
                  <td key={column} className="border-b border-line px-3 py-1.5 text-end">
                    {Number.isInteger(value) ? value : value.toFixed(1)}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
