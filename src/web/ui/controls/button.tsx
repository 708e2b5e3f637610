import { Link } from '@tanstack/react-router';
import type { LinkProps } from '@tanstack/react-router';
import type { ButtonHTMLAttributes, ReactNode } from 'react';
import { Tooltip } from '../overlays/tooltip.tsx';

export type Look = 'primary' | 'plain' | 'quiet' | 'danger';
export type Size = 'md' | 'sm';

const looks: Record<Look, string> = {
  primary: 'bg-accent text-on-accent border-transparent hover:bg-accent-hover',
  plain: 'bg-surface text-text border-line hover:bg-hover',
  quiet: 'bg-transparent text-text-2 border-transparent hover:bg-hover hover:text-text',
  danger: 'bg-danger text-on-danger border-transparent hover:bg-danger-hover',
};
const sizes: Record<Size, string> = { md: 'h-9 px-3.5 gap-2', sm: 'h-8 px-2.5 gap-1.5 text-sm' };

function classOf({ look, size, isWide }: { look: Look; size: Size; isWide?: boolean | undefined }): string {
  return `inline-flex shrink-0 items-center justify-center rounded-md border font-semibold whitespace-nowrap select-none transition-colors disabled:opacity-55 aria-disabled:opacity-55 pointer-coarse:min-h-11 ${looks[look]} ${sizes[size]} ${isWide ? 'w-full' : ''}`;
}

export type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  look?: Look;
  size?: Size;
  icon?: ReactNode;
  isBusy?: boolean;
  isWide?: boolean;
};

/** A button that says what it does; while it does it, it can't be pressed again. */
export function Button({ look = 'plain', size = 'md', icon, isBusy = false, isWide, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      disabled={rest.disabled || isBusy}
      aria-busy={isBusy || undefined}
      className={`${classOf({ look, size, isWide })} ${rest.className ?? ''}`}
    >
      {icon}
      {children}
    </button>
  );
}

type ButtonLinkProps = LinkProps & {
  look?: Look;
  size?: Size;
  icon?: ReactNode;
  isWide?: boolean;
  className?: string;
  children?: ReactNode;
};

/** A link that looks like a button: it goes somewhere. */
export function ButtonLink({
  look = 'plain',
  size = 'md',
  icon,
  isWide,
  className,
  children,
  ...rest
}: ButtonLinkProps) {
  return (
    <Link {...rest} className={`${classOf({ look, size, isWide })} ${className ?? ''}`}>
      {icon}
      {children}
    </Link>
  );
}

type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children'> & {
  label: string;
  icon: ReactNode;
  shortcut?: string;
};

/** A button of one picture; its name is its tooltip. */
export function IconButton({ label, icon, shortcut, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={`inline-grid size-8 shrink-0 place-items-center rounded-md text-text-2 transition-colors hover:bg-hover hover:text-text disabled:opacity-50 pointer-coarse:size-11 ${rest.className ?? ''}`}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
