import { Link } from '@tanstack/react-router';
import type { LinkProps } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { ReactNode, RefObject } from 'react';

export type TabLink = { key: string; label: ReactNode; count?: ReactNode; link: LinkProps; isActive?: boolean };

/** Views of one thing, each with an address; they scroll sideways where there is no room. */
export function TabLinks({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  const box = useRef<HTMLElement>(null);
  useActiveInSight(box);
  return (
    <nav ref={box} aria-label={label} className="-mb-px overflow-x-auto [scrollbar-width:none]">
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

/** Scrolls sideways to the tab that one is on, when that becomes another. */
function useActiveInSight(box: RefObject<HTMLElement | null>): void {
  const seen = useRef<Element | null>(null);
  useEffect(() => {
    const tabs = box.current;
    const active = tabs?.querySelector<HTMLElement>('[aria-current=page]') ?? null;
    if (!tabs || active === null || active === seen.current) return;
    seen.current = active;
    const { offsetLeft, offsetWidth } = active;
    tabs.scrollTo({ left: offsetLeft - tabs.offsetLeft - (tabs.clientWidth - offsetWidth) / 2 });
  });
}
