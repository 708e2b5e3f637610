import { Autocomplete } from '@base-ui/react/autocomplete';
import { Dialog as Base } from '@base-ui/react/dialog';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CircleDot, Moon, Plus, Search, Upload } from 'lucide-react';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { api } from '#web/api.ts';
import { usePlaces } from '../navigation.tsx';
import { setTheme, useTheme } from '../theme.ts';

type Entry = { value: string; label: string; group: string; icon: ReactNode; run: () => void };

/** Everything by typing: places, things to do, and campaigns by name. */
export function CommandPalette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  const entries = useEntries(text);
  const run = (entry: Entry) => {
    onClose();
    entry.run();
  };
  return (
    <Base.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Base.Portal>
        <Base.Backdrop className="fixed inset-0 z-40 bg-overlay" />
        <Base.Popup
          aria-label="Search or do something"
          className="fixed inset-x-3 top-[12vh] z-50 mx-auto flex max-h-[70vh] max-w-xl flex-col overflow-hidden rounded-xl border border-line bg-surface shadow-overlay"
        >
          <Autocomplete.Root
            open
            inline
            items={entries}
            value={text}
            onValueChange={setText}
            itemToStringValue={(entry: Entry) => entry.label}
            autoHighlight="always"
          >
            <div className="flex items-center gap-3 border-b border-line px-4">
              <Search size={18} className="text-text-3" aria-hidden />
              <Autocomplete.Input
                aria-label="Search or do something"
                placeholder="Campaigns, places, things to do"
                className="h-13 flex-1 bg-transparent outline-none"
              />
            </div>
            <Autocomplete.Empty className="px-4 py-6 text-center text-text-2 empty:hidden">
              Nothing is called “{text}”.
            </Autocomplete.Empty>
            <Autocomplete.List className="overflow-y-auto p-2">
              {(entry: Entry) => (
                <Autocomplete.Item
                  key={entry.value}
                  value={entry}
                  onClick={() => run(entry)}
                  className="flex min-h-10 cursor-default items-center gap-3 rounded-md px-3 outline-none data-highlighted:bg-hover"
                >
                  <span className="text-text-3">{entry.icon}</span>
                  <span className="flex-1 truncate">{entry.label}</span>
                  <span className="text-sm text-text-3">{entry.group}</span>
                </Autocomplete.Item>
              )}
            </Autocomplete.List>
          </Autocomplete.Root>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

function useEntries(text: string): Entry[] {
  const navigate = useNavigate();
  const { shown } = useTheme();
  const { main, more } = usePlaces();
  const { data } = useQuery({
    queryKey: ['campaigns', 'palette', text],
    queryFn: ({ signal }) => api.campaigns.list({ q: text, limit: 6 }, { signal }),
    placeholderData: (before) => before,
  });
  const found = (data?.data ?? []).map(({ id, name }) => ({
    value: id,
    label: name,
    group: 'Campaign',
    icon: <CircleDot size={16} aria-hidden />,
    run: () => void navigate({ to: '/campaigns/$campaignId', params: { campaignId: id } }),
  }));
  const places = [...main, ...more].map(({ to, label, icon: Icon }) => ({
    value: to,
    label,
    group: 'Go to',
    icon: <Icon size={16} aria-hidden />,
    run: () => void navigate({ to }),
  }));
  const acts: Entry[] = [
    {
      value: 'new',
      label: 'New campaign',
      group: 'Do',
      icon: <Plus size={16} aria-hidden />,
      run: () => void navigate({ to: '/campaigns/new' }),
    },
    {
      value: 'import',
      label: 'Import contacts',
      group: 'Do',
      icon: <Upload size={16} aria-hidden />,
      run: () => void navigate({ to: '/imports/new' }),
    },
    {
      value: 'theme',
      label: shown === 'dark' ? 'Light appearance' : 'Dark appearance',
      group: 'Do',
      icon: <Moon size={16} aria-hidden />,
      run: () => setTheme(shown === 'dark' ? 'light' : 'dark'),
    },
  ];
  return [...acts, ...found, ...places];
}
