import { Link } from '@tanstack/react-router';
import type { LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';

export type TabLink = { key: string; label: ReactNode; count?: ReactNode; link: LinkProps; isActive?: boolean };

/** Views of one thing, each with an address; they scroll sideways where there is no room. */
export function TabLinks({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  return (
    <nav aria-label={label} className="-mb-px overflow-x-auto [scrollbar-width:none]">
      <ul className="flex gap-1">
        {tabs.map(({ key, label: text, count, link, isActive }) => (
          <li key={key}>
            <Link
              activeOptions={{ exact: true, includeSearch: isActive !== undefined }}
              {...link}
              {...(isActive === undefined ? {} : { 'aria-current': isActive ? ('page' as const) : undefined })}
              className={`flex h-10 items-center gap-2 border-b-2 border-transparent px-3 font-semibold whitespace-nowrap text-text-2 -outline-offset-2 hover:text-text aria-[current=page]:border-accent aria-[current=page]:text-text`}
            >
              {text}
              {count === undefined ? null : <span className="figures text-sm font-normal text-text-3">{count}</span>}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
