import { useQuery } from '@tanstack/react-query';
import { LayoutGrid, Rows3 } from 'lucide-react';
import { useCallback } from 'react';
import { api } from '#web/api.ts';
import { count } from '#web/format/number.ts';
import type { Search } from '#web/search.ts';
import { Choice } from '#web/ui/controls/choice.tsx';
import { SearchInput } from '#web/ui/controls/search-input.tsx';
import { Select } from '#web/ui/controls/select.tsx';
import { TabLinks } from '#web/ui/tab-links.tsx';
import type { Tab, View } from './list-words.ts';

type Counts = Record<Tab, number> | undefined;

const tabs: { key: Tab; label: string }[] = [
  { key: 'active', label: 'Active' },
  { key: 'scheduled', label: 'Scheduled' },
  { key: 'completed', label: 'Completed' },
  { key: 'drafts', label: 'Drafts' },
  { key: 'all', label: 'All' },
];

/** Active, scheduled, completed, with how many of each; drafts when there are any. */
export function ListTabs({ tab, counts, search }: { tab: Tab; counts: Counts; search: Search }) {
  const shown = tabs.filter(({ key }) => key !== 'drafts' || tab === 'drafts' || (counts?.drafts ?? 0) > 0);
  return (
    <TabLinks
      label="Campaigns by state"
      tabs={shown.map(({ key, label }) => ({
        key,
        label,
        count: counts === undefined ? undefined : count(counts[key]),
        link: {
          to: '/campaigns',
          search: { ...search, tab: key === 'active' ? undefined : key },
          activeOptions: { exact: true, includeSearch: true, explicitUndefined: true },
        },
        isActive: key === tab,
      }))}
    />
  );
}

type ListToolsProps = {
  view: View;
  onView: (view: View) => void;
  search: Search;
  onChange: (changes: Record<string, string | undefined>) => void;
};

const anyAgent = 'any';

/** What narrows the list, and how it is shown. */
export function ListTools({ view, onView, search, onChange }: ListToolsProps) {
  const { data } = useQuery({
    queryKey: ['agents', 'list', { limit: 200 }],
    queryFn: ({ signal }) => api.agents.list({ limit: 200 }, { signal }),
  });
  const agents = (data?.data ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const onSearch = useCallback((text: string) => onChange({ q: text === '' ? undefined : text }), [onChange]);
  return (
    <div role="search" aria-label="Campaigns" className="mb-4 flex flex-wrap items-center gap-2">
      <SearchInput
        value={search['q'] ?? ''}
        onSearch={onSearch}
        label="Search campaigns"
        placeholder="Search by name"
      />
      <div className="w-44">
        <Select
          label="Agent"
          value={search['agent'] ?? anyAgent}
          onChange={(agent) => onChange({ agent: agent === anyAgent ? undefined : agent })}
          options={[{ value: anyAgent, label: 'All agents' }, ...agents]}
        />
      </div>
      <div className="ms-auto">
        <Choice
          label="Show as"
          look="segments"
          value={view}
          onChange={onView}
          options={[
            { value: 'cards', label: <LayoutGrid size={16} role="img" aria-label="Cards" /> },
            { value: 'table', label: <Rows3 size={16} role="img" aria-label="Table" /> },
          ]}
        />
      </div>
    </div>
  );
}
