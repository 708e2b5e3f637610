import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import { inputClass } from '../field.tsx';
import type { SelectProps } from './option.ts';

/** The choice itself, open when it comes: it was asked for. */
export function SelectPopup<V extends string>({
  value,
  onChange,
  options,
  label,
  isDisabled,
  className,
  ...rest
}: SelectProps<V>) {
  return (
    <Base.Root
      defaultOpen
      value={value}
      onValueChange={(next) => (next === null ? undefined : onChange(next))}
      items={options.map((option) => ({ value: option.value, label: option.label }))}
      disabled={isDisabled ?? false}
    >
      <Base.Trigger
        {...rest}
        aria-label={label}
        className={`${inputClass} flex items-center justify-between gap-2 text-start ${className ?? ''}`}
      >
        <span className="truncate">
          <Base.Value />
        </span>
        <ChevronDown size={16} className="shrink-0 text-text-3" aria-hidden />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className="z-50">
          <Base.Popup className="max-h-80 min-w-(--anchor-width) overflow-y-auto rounded-lg border border-line bg-surface p-1 shadow-overlay outline-none">
            {options.map((option) => (
              <Base.Item
                key={option.value}
                value={option.value}
                className="flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1 outline-none data-highlighted:bg-hover pointer-coarse:min-h-11"
              >
                <span className="grid size-4 place-items-center">
                  <Base.ItemIndicator>
                    <Check size={14} className="text-accent" aria-hidden />
                  </Base.ItemIndicator>
                </span>
                <span>
                  <Base.ItemText>{option.label}</Base.ItemText>
                  {option.hint === undefined ? null : <span className="block text-sm text-text-3">{option.hint}</span>}
                </span>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
