import type { ReactNode } from 'react';
import { useEffect } from 'react';

type PageProps = {
  title: ReactNode;
  /** Of the browser's tab; the title when that is text. */
  tabTitle?: string;
  /** Above the title: where one came from. */
  above?: ReactNode;
  /** Beside the title. */
  badge?: ReactNode;
  /** What can be done here; on a phone the first becomes a bar at the foot. */
  actions?: ReactNode;
  /** Below the title: a line of facts, tabs. */
  below?: ReactNode;
  /** As high as the window, for pages whose table scrolls. */
  isFull?: boolean;
  children: ReactNode;
};

/** A page below the shell: its name, what can be done, and what it shows. */
export function Page({ title, tabTitle, above, badge, actions, below, isFull = false, children }: PageProps) {
  const name = tabTitle ?? (typeof title === 'string' ? title : '');
  useEffect(() => {
    document.title = name === '' ? 'Carillon' : `${name} · Carillon`;
  }, [name]);
  return (
    <div
      className={`mx-auto flex w-full max-w-[90rem] flex-col px-4 md:px-8 md:pb-8 ${isFull ? 'h-full' : ''} ${isFull && !actions ? 'pb-4' : 'pb-24'}`}
    >
      <header className="sticky top-0 z-20 -mx-4 bg-page px-4 pt-5 md:static md:mx-0 md:px-0 md:pt-7">
        {above}
        <div className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-2 pb-4">
          <h1 className="min-w-0 truncate text-xl font-semibold">{title}</h1>
          {badge}
          {actions === undefined ? null : (
            <div className="flex flex-wrap items-center gap-2 max-md:fixed max-md:inset-x-0 max-md:bottom-14 max-md:z-30 max-md:border-t max-md:border-line max-md:bg-surface max-md:px-4 max-md:py-2 max-md:*:flex-1 md:ms-auto">
              {actions}
            </div>
          )}
        </div>
        {below}
      </header>
      {children}
    </div>
  );
}
