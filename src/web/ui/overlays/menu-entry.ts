import type { ReactElement, ReactNode } from 'react';

export type MenuEntry =
  | {
      label: ReactNode;
      icon?: ReactNode;
      shortcut?: string | undefined;
      isDangerous?: boolean;
      isDisabled?: boolean;
      onSelect: () => void;
    }
  | 'line';

export type MenuProps = {
  trigger: ReactElement<Record<string, unknown>>;
  entries: readonly MenuEntry[];
  align?: 'start' | 'end';
};
