import type { ReactNode } from 'react';

export type Option<V extends string> = { value: V; label: ReactNode; hint?: ReactNode };

export type SelectProps<V extends string> = {
  value: V;
  onChange: (value: V) => void;
  options: readonly Option<V>[];
  /** Its name where no label is tied to it. */
  label?: string;
  id?: string;
  isDisabled?: boolean;
  className?: string;
  'aria-describedby'?: string | undefined;
  'aria-invalid'?: boolean;
};
