import type { ReactNode } from 'react';

export type Chip<V extends string> = { value: V; label: ReactNode; count?: ReactNode; mark?: ReactNode };

type ChipsProps<V extends string> = {
  label: string;
  chips: readonly Chip<V>[];
  /** Null while nothing is left out. */
  value: V | null;
  onChange: (value: V | null) => void;
};

/** What a list can be narrowed to, each with how many that are; pressing it again shows all. */
export function Chips<V extends string>({ label, chips, value, onChange }: ChipsProps<V>) {
  return (
    <div
      role="group"
      aria-label={label}
      className="flex gap-1.5 overflow-x-auto max-md:-mx-4 max-md:px-4 max-md:py-0.5 md:flex-wrap [scrollbar-width:none]"
    >
      {chips.map((chip) => (
        <button
          key={chip.value}
          type="button"
          aria-pressed={chip.value === value}
          onClick={() => onChange(chip.value === value ? null : chip.value)}
          className="inline-flex h-8 shrink-0 items-center gap-2 rounded-full border border-line bg-surface px-3 text-sm font-semibold text-text-2 hover:bg-hover hover:text-text aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent pointer-coarse:h-11"
        >
          {chip.mark}
          {chip.label}
          {chip.count === undefined ? null : <span className="figures font-normal">{chip.count}</span>}
        </button>
      ))}
    </div>
  );
}
