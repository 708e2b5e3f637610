import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Download, Plus, ShieldBan, Upload } from 'lucide-react';
import { useCallback, useState } from 'react';
import { api } from '#web/api.ts';
import { useSession } from '#web/session.ts';
import { Page } from '#web/shell/page.tsx';
import { Button } from '#web/ui/controls/button.tsx';
import { SearchInput } from '#web/ui/controls/search-input.tsx';
import { Select } from '#web/ui/controls/select.tsx';
import { Empty } from '#web/ui/feedback/empty.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { AddNumbersDialog } from './add-numbers-dialog.tsx';
import { filterOf } from './filter.ts';
import type { SuppressionFilter } from './filter.ts';
import { suppressionsQuery } from './queries.ts';
import { RemoveDialog } from './remove-dialog.tsx';
import { SuppressionTable } from './suppression-table.tsx';
import type { Suppression } from './suppression-table.tsx';
import { UploadDialog } from './upload-dialog.tsx';
import { sourceWords } from './words.ts';

type Open = { act: 'add' } | { act: 'upload' } | { act: 'remove'; row: Suppression } | null;

export function SuppressionsPage() {
  const { may } = useSession();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const filter = filterOf(useSearch({ strict: false }));
  const mayAdd = may('operator');
  return (
    <Page
      title="Never-call list"
      isFull
      actions={
        mayAdd ? (
          <>
            <Button icon={<Upload size={16} aria-hidden />} onClick={() => setOpen({ act: 'upload' })}>
              Upload a file
            </Button>
            <Button look="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setOpen({ act: 'add' })}>
              Add numbers
            </Button>
          </>
        ) : null
      }
      below={<Below filter={filter} />}
    >
      <List
        filter={filter}
        onAdd={mayAdd ? () => setOpen({ act: 'add' }) : undefined}
        onRemove={may('admin') ? (row) => setOpen({ act: 'remove', row }) : undefined}
      />
      {open?.act === 'add' ? <AddNumbersDialog onClose={close} /> : null}
      {open?.act === 'upload' ? <UploadDialog onClose={close} /> : null}
      {open?.act === 'remove' ? <RemoveDialog row={open.row} onClose={close} /> : null}
    </Page>
  );
}

const every = 'every';

function Below({ filter }: { filter: SuppressionFilter }) {
  const navigate = useNavigate();
  const set = useCallback(
    (change: Record<string, string | undefined>) =>
      void navigate({ to: '/suppressions', replace: true, search: (known) => ({ ...known, ...change }) }),
    [navigate],
  );
  return (
    <div className="flex flex-col gap-3 pb-4">
      <p className="max-w-[72ch] text-pretty text-text-2">
        From the moment a number is on this list no campaign calls it. Whoever waits leaves every queue, and a call that
        nobody has answered is withdrawn. Who asks in a call not to be called again comes here by themselves.
      </p>
      <div className="flex flex-wrap gap-2">
        <SearchInput
          label="Search numbers and reasons"
          placeholder="Number or reason"
          value={filter.q ?? ''}
          onSearch={useCallback((q: string) => set({ q: q === '' ? undefined : q }), [set])}
        />
        <div className="w-full sm:w-52">
          <Select
            label="Source"
            value={filter.source ?? every}
            options={[
              { value: every, label: 'Every source' },
              ...Object.entries(sourceWords).map(([value, label]) => ({ value, label })),
            ]}
            onChange={(source) => set({ source: source === every ? undefined : source })}
          />
        </div>
        <Button className="sm:ms-auto" icon={<Download size={16} aria-hidden />} onClick={() => void download(filter)}>
          Export CSV
        </Button>
      </div>
    </div>
  );
}

async function download(filter: SuppressionFilter): Promise<void> {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([await api.suppressions.export(filter)], { type: 'text/csv' }));
  link.download = 'never-call.csv';
  link.click();
  URL.revokeObjectURL(link.href);
}

type ListProps = {
  filter: SuppressionFilter;
  onAdd: (() => void) | undefined;
  onRemove: ((row: Suppression) => void) | undefined;
};

function List({ filter, onAdd, onRemove }: ListProps) {
  const navigate = useNavigate();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    suppressionsQuery(filter),
  );
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  if (error) return <ErrorCard what="the list" error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonRows rows={8} />;
  const rows = data.pages.flatMap((page) => page.data);
  const isFiltered = filter.q !== undefined || filter.source !== undefined;
  const empty = isFiltered ? (
    <Empty
      title="No number matches"
      actions={<Button onClick={() => void navigate({ to: '/suppressions', search: {} })}>Clear filters</Button>}
    />
  ) : (
    <Empty
      icon={<ShieldBan size={32} aria-hidden />}
      title="Nobody is on the list"
      actions={
        onAdd ? (
          <Button look="primary" onClick={onAdd}>
            Add numbers
          </Button>
        ) : null
      }
    >
      If you have a list of people who asked not to be called, bring it here before you start.
    </Empty>
  );
  return (
    <SuppressionTable
      rows={rows}
      onMore={hasNextPage && !isFetchingNextPage ? more : undefined}
      onRemove={onRemove}
      empty={empty}
    />
  );
}
