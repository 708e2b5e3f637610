import { Checkbox as Base } from '@base-ui/react/checkbox';
import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';

type CheckboxProps = {
  isChecked: boolean | 'mixed';
  onChange: (isChecked: boolean) => void;
  /** Beside the box; `label` alone names it for those who can't see where it is. */
  children?: ReactNode;
  label?: string;
  isDisabled?: boolean;
};

/** Yes or no, one of several. */
export function Checkbox({ isChecked, onChange, children, label, isDisabled = false }: CheckboxProps) {
  const box = (
    <Base.Root
      checked={isChecked === true}
      indeterminate={isChecked === 'mixed'}
      onCheckedChange={onChange}
      disabled={isDisabled}
      aria-label={label}
      className="grid size-4 shrink-0 place-items-center rounded-sm border border-line-strong bg-surface text-on-accent data-checked:border-accent data-checked:bg-accent data-indeterminate:border-accent data-indeterminate:bg-accent data-disabled:opacity-50"
    >
      <Base.Indicator>
        {isChecked === 'mixed' ? <Minus size={12} aria-hidden /> : <Check size={12} aria-hidden />}
      </Base.Indicator>
    </Base.Root>
  );
  if (children === undefined) return <span className="inline-grid size-6 place-items-center">{box}</span>;
  return (
    <label className="inline-flex min-h-6 items-center gap-2 pointer-coarse:min-h-11">
      {box}
      <span>{children}</span>
    </label>
  );
}
