import { keepPreviousData, useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Contact } from '#contract/contacts.ts';
import { api, oneEffect } from '#web/api.ts';
import { count, counted } from '#web/format/number.ts';
import { Phone } from '#web/format/phone.tsx';
import { Button } from '#web/ui/controls/button.tsx';
import { SearchInput } from '#web/ui/controls/search-input.tsx';
import { DataTable } from '#web/ui/data-table.tsx';
import type { Column } from '#web/ui/table/column.ts';
import { Empty } from '#web/ui/feedback/empty.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { toast } from '#web/ui/feedback/toast.ts';

const columns: Column<Contact>[] = [
  {
    key: 'who',
    header: 'Name',
    render: ({ name, phone, suppressed }) => (
      <span className="block truncate">
        {name ?? <Phone number={phone} />}
        {suppressed ? <span className="ms-2 text-sm text-red">never call</span> : null}
      </span>
    ),
  },
  { key: 'phone', header: 'Phone', width: '11rem', isWideOnly: true, render: ({ phone }) => <Phone number={phone} /> },
  { key: 'company', header: 'Company', isWideOnly: true, render: ({ company }) => company ?? '' },
];

/** People of the contact book, put into the draft when the button is pressed. */
export function SelectContacts({ onAdd }: { onAdd: () => Promise<{ id: string }> }) {
  const [q, setQ] = useState('');
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const query = useInfiniteQuery({
    queryKey: ['contacts', 'list', 'to choose', q],
    queryFn: ({ pageParam, signal }) =>
      api.contacts.list(
        { limit: 100, ...(q === '' ? {} : { q }), ...(pageParam === null ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: ({ page }) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
  const add = useMutation({
    mutationFn: async () => {
      const { id } = await onAdd();
      return api.campaigns.addContacts({ id, contactIds: [...ids] }, oneEffect());
    },
    onSuccess: ({ enrolled, already, failed }) => {
      setIds(new Set());
      const rest = [
        ...(already > 0 ? [`${count(already)} were in already`] : []),
        ...(failed > 0 ? [`${count(failed)} can’t be called`] : []),
      ];
      toast.say(`Added ${counted(enrolled, 'person', 'people')}.${rest.length > 0 ? ` ${rest.join(', ')}.` : ''}`);
    },
  });
  if (query.error) return <ErrorCard what="the contacts" error={query.error} onRetry={() => void query.refetch()} />;
  const rows = query.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <div className="flex flex-col gap-3">
      <SearchInput label="Search contacts" value={q} onSearch={setQ} placeholder="Name, company, e-mail, number" />
      {query.data ? (
        <div className="flex h-72 flex-col">
          <DataTable<Contact>
            label="Contacts to choose from"
            columns={columns}
            rows={rows}
            idOf={({ id }) => id}
            selection={{ ids, onChange: setIds }}
            onMore={query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined}
            empty={
              <Empty title={q === '' ? 'The contact book is empty' : 'Nobody matches'}>Upload a file instead.</Empty>
            }
          />
        </div>
      ) : (
        <SkeletonRows rows={6} />
      )}
      <Button className="self-start" disabled={ids.size === 0} isBusy={add.isPending} onClick={() => add.mutate()}>
        {ids.size === 0 ? 'Choose people to add' : `Add ${counted(ids.size, 'person', 'people')}`}
      </Button>
    </div>
  );
}
