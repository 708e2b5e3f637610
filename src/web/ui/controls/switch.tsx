import { Switch as Base } from '@base-ui/react/switch';
import type { ReactNode } from 'react';

type SwitchProps = {
  isOn: boolean;
  onChange: (isOn: boolean) => void;
  children?: ReactNode;
  label?: string;
  isDisabled?: boolean;
};

/** On or off, at once. */
export function Switch({ isOn, onChange, children, label, isDisabled = false }: SwitchProps) {
  const lever = (
    <Base.Root
      checked={isOn}
      onCheckedChange={onChange}
      disabled={isDisabled}
      aria-label={label}
      className="flex h-5 w-9 shrink-0 items-center rounded-full border border-line-strong bg-sunken p-0.5 transition-colors data-checked:border-accent data-checked:bg-accent data-disabled:opacity-50"
    >
      <Base.Thumb className="size-3.5 rounded-full bg-line-strong transition-transform data-checked:translate-x-4 data-checked:bg-on-accent" />
    </Base.Root>
  );
  if (children === undefined) return lever;
  return (
    <label className="inline-flex min-h-8 items-center gap-2.5 pointer-coarse:min-h-11">
      {lever}
      <span>{children}</span>
    </label>
  );
}
