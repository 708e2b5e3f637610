import { ChevronDown } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { inputClass } from './field.tsx';
import type { SelectProps } from './select/option.ts';

const load = () => import('./select/select-popup.tsx');
// A lazy component forgets that it is generic.
const SelectPopup = lazy(async () => ({ default: (await load()).SelectPopup<string> }));

/** One of a few; for many, use a combobox. What opens it is loaded when somebody is about to. */
export function Select<V extends string>(props: SelectProps<V>) {
  const { value, onChange, options, label, isDisabled, className, ...rest } = props;
  const [isAsked, setAsked] = useState(false);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    setAsked(true);
  };
  const button = (
    <button
      type="button"
      role="combobox"
      aria-haspopup="listbox"
      aria-expanded={false}
      {...rest}
      aria-label={label}
      disabled={isDisabled}
      onPointerEnter={load}
      onFocus={load}
      onClick={() => setAsked(true)}
      onKeyDown={onKeyDown}
      className={`${inputClass} flex items-center justify-between gap-2 text-start ${className ?? ''}`}
    >
      <span className="truncate">{options.find((option) => option.value === value)?.label}</span>
      <ChevronDown size={16} className="shrink-0 text-text-3" aria-hidden />
    </button>
  );
  if (!isAsked) return button;
  return (
    <Suspense fallback={button}>
      <SelectPopup {...props} onChange={(next) => onChange(next as V)} />
    </Suspense>
  );
}
