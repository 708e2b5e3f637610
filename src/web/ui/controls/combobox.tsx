import { Combobox as Base } from '@base-ui/react/combobox';
import { Check, ChevronDown } from 'lucide-react';
import { inputClass } from './field.tsx';

export type Named<V extends string> = { value: V; label: string };

type ComboboxProps<V extends string> = {
  value: V;
  onChange: (value: V) => void;
  options: readonly Named<V>[];
  /** Its name where no label is tied to it. */
  label?: string;
  id?: string;
  placeholder?: string;
  isDisabled?: boolean;
  'aria-describedby'?: string | undefined;
  'aria-invalid'?: boolean;
};

const shownMost = 100;

/** One of many, found by typing part of its name. */
export function Combobox<V extends string>(props: ComboboxProps<V>) {
  const { value, onChange, options, label, isDisabled = false, ...rest } = props;
  return (
    <Base.Root
      items={options}
      limit={shownMost}
      value={options.find((option) => option.value === value) ?? null}
      onValueChange={(next) => (next === null ? undefined : onChange(next.value))}
      isItemEqualToValue={(a, b) => a.value === b.value}
      disabled={isDisabled}
      autoHighlight
    >
      <div className="relative">
        <Base.Input {...rest} aria-label={label} className={`${inputClass} pe-9`} />
        <Base.Trigger
          aria-label={label === undefined ? 'Show all' : `Show all of ${label}`}
          className="absolute inset-y-0 end-0 grid w-9 place-items-center text-text-3"
        >
          <ChevronDown size={16} aria-hidden />
        </Base.Trigger>
      </div>
      <Base.Portal>
        <Base.Positioner sideOffset={4} className="z-50">
          <Base.Popup className="max-h-80 w-(--anchor-width) min-w-56 overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-overlay outline-none">
            <Base.Empty className="px-3 py-2 text-text-3 empty:hidden">Nothing has this in its name.</Base.Empty>
            <Base.List>
              {(option: Named<V>) => (
                <Base.Item
                  key={option.value}
                  value={option}
                  className="flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1 outline-none data-highlighted:bg-hover pointer-coarse:min-h-11"
                >
                  <span className="grid size-4 shrink-0 place-items-center">
                    <Base.ItemIndicator>
                      <Check size={14} className="text-accent" aria-hidden />
                    </Base.ItemIndicator>
                  </span>
                  {option.label}
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
