import { useQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { CircleHelp, Search } from 'lucide-react';
import { Suspense, lazy, useEffect, useState } from 'react';
import { SandboxBar } from '#web/first-run/sandbox-bar.tsx';
import { WindowDrop } from '#web/first-run/window-drop.tsx';
import { clockQuery } from '#web/first-run/queries.ts';
import { setClock } from '#web/clock.ts';
import { applyLiveEvent } from '#web/live/live-cache.ts';
import { followLive, onLiveEvent } from '#web/live/live-stream.ts';
import { useSession } from '#web/session.ts';
import { IconButton } from '#web/ui/controls/button.tsx';
import { Kbd } from '#web/ui/kbd.tsx';
import { AccountMenu, WorkspaceMenu } from './account-menu.tsx';
import { ConcurrencyMeter } from './concurrency-meter.tsx';
import { LivePill } from './live-pill.tsx';
import { PlaceLink, moreIcon as MoreIcon, usePlaces } from './navigation.tsx';
import { useShortcuts } from './shortcuts.ts';

const CommandPalette = lazy(async () => ({ default: (await import('./sheets/command-palette.tsx')).CommandPalette }));
const HelpSheet = lazy(async () => ({ default: (await import('./sheets/help-sheet.tsx')).HelpSheet }));
const MoreSheet = lazy(async () => ({ default: (await import('./sheets/more-sheet.tsx')).MoreSheet }));
const TooltipLayer = lazy(async () => ({ default: (await import('#web/ui/overlays/tooltip-layer.tsx')).TooltipLayer }));
const CallDrawer = lazy(async () => ({ default: (await import('#web/calls/call-drawer.tsx')).CallDrawer }));

type Open = 'palette' | 'help' | 'more' | null;

/** What is around every page: where one is, where one can go, whether what is shown is of now. */
export function Shell() {
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  useLive();
  useKeys(setOpen);
  const call = useRouterState({ select: ({ location }) => location.search.call });
  return (
    <div className="flex h-dvh flex-col">
      <a
        href="#page"
        className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:m-2 focus:rounded focus:bg-surface focus:p-2"
      >
        Skip to the page
      </a>
      <SandboxBar />
      <div className="flex min-h-0 flex-1">
        <Sidebar />
        <div className="flex min-w-0 flex-1 flex-col">
          <TopBar onSearch={() => setOpen('palette')} onHelp={() => setOpen('help')} />
          <main
            id="page"
            tabIndex={-1}
            className="relative min-h-0 flex-1 overflow-y-auto outline-none [scrollbar-gutter:stable]"
          >
            <Outlet />
          </main>
          <BottomBar onMore={() => setOpen('more')} />
        </div>
      </div>
      <WindowDrop />
      <Suspense>
        {open === 'palette' ? <CommandPalette onClose={close} /> : null}
        {open === 'help' ? <HelpSheet onClose={close} /> : null}
        {open === 'more' ? <MoreSheet onClose={close} /> : null}
        {call === undefined ? null : <CallDrawer callId={call} />}
      </Suspense>
      <Suspense>
        <TooltipLayer />
      </Suspense>
    </div>
  );
}

/** Follows live events and the sandbox's clock, as long as somebody is in a workspace. */
function useLive(): void {
  const { workspace } = useSession();
  const workspaceId = workspace?.id;
  useEffect(() => {
    if (workspaceId === undefined) return undefined;
    const stops = [onLiveEvent(applyLiveEvent), followLive(workspaceId)];
    return () => stops.forEach((stop) => stop());
  }, [workspaceId]);
  const { data } = useQuery(clockQuery);
  useEffect(() => {
    if (data !== undefined) setClock(data);
  }, [data]);
}

function useKeys(setOpen: (open: Open) => void): void {
  const navigate = useNavigate();
  const { main, more } = usePlaces();
  useShortcuts([
    { keys: '?', does: 'Show the keys', run: () => setOpen('help') },
    { keys: '/', does: 'Search on this page', run: () => focusSearch() || setOpen('palette') },
    { keys: 'n', does: 'New campaign', run: () => void navigate({ to: '/campaigns/new' }) },
    ...[...main, ...more].map(({ to, label, keys = '' }) => ({
      keys,
      does: `Go to ${label}`,
      run: () => void navigate({ to }),
    })),
  ]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpen('palette');
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [setOpen]);
}

function focusSearch(): boolean {
  const field = document.querySelector<HTMLInputElement>('main [data-search]');
  field?.focus();
  return field !== null;
}

function Sidebar() {
  const { main, more } = usePlaces();
  return (
    <div className="hidden w-60 shrink-0 flex-col gap-4 border-e border-line bg-surface p-3 md:flex">
      <section aria-label="Workspace">
        <WorkspaceMenu />
      </section>
      <nav aria-label="Places" className="flex flex-1 flex-col gap-0.5 overflow-y-auto">
        {main.map((place) => (
          <PlaceLink key={place.to} place={place} />
        ))}
        <hr className="my-2 border-line" />
        {more.map((place) => (
          <PlaceLink key={place.to} place={place} />
        ))}
      </nav>
      <section aria-label="Calls now">
        <ConcurrencyMeter />
      </section>
    </div>
  );
}

function TopBar({ onSearch, onHelp }: { onSearch: () => void; onHelp: () => void }) {
  return (
    <header className="flex h-13 shrink-0 items-center gap-2 border-b border-line bg-surface px-4 md:px-8">
      <div className="md:hidden">
        <WorkspaceMenu isShort />
      </div>
      <button
        type="button"
        onClick={onSearch}
        className="hidden h-9 w-72 items-center gap-2 rounded-md border border-line px-3 text-text-3 hover:bg-hover md:flex"
      >
        <Search size={16} aria-hidden />
        <span className="flex-1 text-start">Search or do something</span>
        <Kbd>{/Mac/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K'}</Kbd>
      </button>
      <div className="ms-auto flex items-center gap-1.5">
        <span className="md:hidden">
          <IconButton label="Search" icon={<Search size={18} aria-hidden />} onClick={onSearch} />
        </span>
        <LivePill />
        <IconButton label="Keys and help" shortcut="?" icon={<CircleHelp size={18} aria-hidden />} onClick={onHelp} />
        <AccountMenu />
      </div>
    </header>
  );
}

/** On a phone: the four places, and the rest behind More. */
function BottomBar({ onMore }: { onMore: () => void }) {
  const { main } = usePlaces();
  const item =
    'flex h-14 min-w-0 flex-1 flex-col items-center justify-center gap-0.5 text-xs font-semibold text-text-2 aria-[current=page]:text-accent -outline-offset-2';
  return (
    <nav aria-label="Places" className="z-30 flex shrink-0 border-t border-line bg-surface md:hidden">
      {main.map(({ to, short, icon: Icon }) => (
        <Link key={to} to={to} className={item}>
          <Icon size={20} aria-hidden />
          {short}
        </Link>
      ))}
      <button type="button" className={item} onClick={onMore}>
        <MoreIcon size={20} aria-hidden />
        More
      </button>
    </nav>
  );
}
