import { count } from '#web/format/number.ts';

export type BarRow = { key: string; label: string; value: number; text: string; note?: string; colour?: string };

/** Bars one below the other, each with its number: lengths are easier to read than angles. */
export function Bars({ rows, label }: { rows: readonly BarRow[]; label: string }) {
  const most = Math.max(1, ...rows.map(({ value }) => value));
  return (
    <ul aria-label={label} className="flex flex-col gap-2.5">
      {rows.map(({ key, label: name, value, text, note, colour = 'var(--accent)' }) => (
        <li key={key} className="grid grid-cols-[6rem_1fr_auto] items-center gap-x-3">
          <span className="truncate text-text-2">{name}</span>
          <span aria-hidden className="h-4 overflow-hidden rounded-sm bg-sunken">
            <span
              className="block h-full rounded-sm"
              style={{ width: `${(100 * value) / most}%`, background: colour }}
            />
          </span>
          <span className="figures min-w-24 text-end">
            <span className="font-semibold">{text}</span>
            {note === undefined ? null : <span className="text-sm text-text-3"> {note}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}

export type HourColumn = { hour: number; label: string; calls: number; answered: number };

/** Upright bars by the hour; the answered part is darker. */
export function HourColumns({ columns, label }: { columns: readonly HourColumn[]; label: string }) {
  const most = Math.max(1, ...columns.map(({ calls }) => calls));
  return (
    <div role="img" aria-label={label} className="flex h-[220px] items-end gap-1.5">
      {columns.map(({ hour, label: name, calls, answered }) => (
        <div
          key={hour}
          className="flex h-full min-w-0 flex-1 flex-col justify-end gap-1 text-center"
          title={`${name}: ${count(calls)} calls, ${count(answered)} answered`}
        >
          <span className="figures truncate text-xs text-text-2">{count(calls)}</span>
          <span
            className="mx-auto flex w-full max-w-12 flex-col justify-end overflow-hidden rounded-t-sm"
            style={{ height: `${(78 * calls) / most}%` }}
          >
            <span
              className="block"
              style={{
                flexGrow: calls - answered,
                background: 'color-mix(in srgb, var(--connected) 40%, var(--surface))',
              }}
            />
            <span className="block bg-connected" style={{ flexGrow: answered }} />
          </span>
          <span className="truncate text-xs text-text-3">{name}</span>
        </div>
      ))}
    </div>
  );
}
