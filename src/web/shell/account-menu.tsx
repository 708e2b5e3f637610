import { useNavigate } from '@tanstack/react-router';
import { Check, ChevronsUpDown, LogOut, Moon, Settings, Sun } from 'lucide-react';
import { api, queryClient } from '#web/api.ts';
import { useSession } from '#web/session.ts';
import { Menu } from '#web/ui/overlays/menu.tsx';
import type { MenuEntry } from '#web/ui/overlays/menu-entry.ts';
import { setTheme, useTheme } from './theme.ts';

/** The workspace one is in, and the others. */
export function WorkspaceMenu({ isShort = false }: { isShort?: boolean }) {
  const { workspace, workspaces } = useSession();
  const entries: MenuEntry[] = workspaces.map(({ id, name, isActive }) => ({
    label: name,
    icon: isActive ? <Check size={16} aria-hidden /> : <span className="block size-4" />,
    onSelect: () => void enter(id),
  }));
  const name = workspace?.name ?? 'Carillon';
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          title={name}
          className={`flex h-10 items-center gap-2.5 rounded-md px-2 text-start font-semibold hover:bg-hover ${isShort ? '' : 'w-full'}`}
        >
          <span
            aria-hidden
            className="grid size-6 shrink-0 place-items-center rounded-md bg-accent text-xs text-on-accent"
          >
            {name.slice(0, 1).toUpperCase()}
          </span>
          <span className="sr-only">Workspace </span>
          <span className={`max-w-32 flex-1 truncate ${isShort ? 'sr-only' : ''}`}>{name}</span>
          <ChevronsUpDown size={14} className="text-text-3" aria-hidden />
        </button>
      }
      entries={entries}
    />
  );
}

async function enter(id: string): Promise<void> {
  await api.workspaces.switch({ id });
  location.assign('/campaigns');
}

/** Who one is, how it looks, and the way out. */
export function AccountMenu() {
  const { user } = useSession();
  const { shown } = useTheme();
  const navigate = useNavigate();
  const name = user?.name ?? '';
  return (
    <Menu
      trigger={
        <button
          type="button"
          aria-label={`Account of ${name}`}
          className="grid size-8 place-items-center rounded-full bg-sunken text-xs font-semibold text-text-2 hover:bg-hover pointer-coarse:size-11"
        >
          {initials(name)}
        </button>
      }
      entries={[
        {
          label: shown === 'dark' ? 'Light appearance' : 'Dark appearance',
          icon: shown === 'dark' ? <Sun size={16} aria-hidden /> : <Moon size={16} aria-hidden />,
          onSelect: () => setTheme(shown === 'dark' ? 'light' : 'dark'),
        },
        {
          label: 'Settings',
          icon: <Settings size={16} aria-hidden />,
          onSelect: () => void navigate({ to: '/settings' }),
        },
        'line',
        { label: 'Sign out', icon: <LogOut size={16} aria-hidden />, onSelect: () => void signOut() },
      ]}
    />
  );
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  return words
    .slice(0, 2)
    .map((word) => word.slice(0, 1).toUpperCase())
    .join('');
}

async function signOut(): Promise<void> {
  await api.auth.signOut();
  queryClient.clear();
  location.assign('/sign-in');
}
