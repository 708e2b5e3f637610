import { useMutation, useQuery } from '@tanstack/react-query';
import { Download, Upload, UserPlus } from 'lucide-react';
import { Suspense, lazy, useCallback, useMemo, useState } from 'react';
import type { Contact } from '#contract/contacts.ts';
import { DownloadLink } from '#web/campaigns/people/export-link.tsx';
import { now } from '#web/clock.ts';
import { count } from '#web/format/number.ts';
import { plainDate } from '#web/format/time.ts';
import { useSession } from '#web/session.ts';
import { Page } from '#web/shell/page.tsx';
import { useFilters } from '#web/shell/use-filters.ts';
import { Button, ButtonLink } from '#web/ui/controls/button.tsx';
import { DataTable } from '#web/ui/data-table.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { usePagedRows } from '#web/ui/table/paged-rows.ts';
import { bookColumns } from './book/book-columns.tsx';
import { BookFilters } from './book/book-filters.tsx';
import { bookQueryOf, orderAfter } from './book/book-query.ts';
import { ChosenBar, readMatching } from './book/chosen-bar.tsx';
import type { Chosen } from './book/chosen-bar.tsx';
import { EmptyBook } from './book/empty-book.tsx';
import { ContactDrawerOutlet } from './drawer/contact-drawer-outlet.tsx';
import { bookCountQuery, bookPages } from './queries.ts';
import type { BookQuery } from './queries.ts';

const NewContactDialog = lazy(async () => ({
  default: (await import('./book/new-contact-dialog.tsx')).NewContactDialog,
}));

/** Everybody who is known. */
export function ContactsPage() {
  const [search] = useFilters();
  const today = plainDate(now(), 'UTC');
  const text = JSON.stringify(bookQueryOf(search, new Date(`${today}T00:00:00Z`)));
  const query: BookQuery = useMemo(() => JSON.parse(text), [text]);
  const { sort = '-createdAt', ...filters } = query;
  const { data: total = null } = useQuery(bookCountQuery(filters));
  const [isAdding, setAdding] = useState(false);
  const { may } = useSession();
  const onAdd = may('operator') ? () => setAdding(true) : undefined;
  return (
    <Page
      title="Contacts"
      isFull
      badge={total === null ? null : <span className="figures text-text-3">{count(total)}</span>}
      actions={<Actions filters={filters} onAdd={onAdd} />}
    >
      <BookFilters />
      <Book key={text} query={query} sort={sort} total={total} onAdd={onAdd} />
      <Suspense>
        <ContactDrawerOutlet />
        {isAdding ? <NewContactDialog onClose={() => setAdding(false)} /> : null}
      </Suspense>
    </Page>
  );
}

function Actions({ filters, onAdd }: { filters: Omit<BookQuery, 'sort'>; onAdd: (() => void) | undefined }) {
  const asked = new URLSearchParams(filters as Record<string, string>).toString();
  return (
    <>
      <span className="max-md:hidden">
        <DownloadLink
          href={`/api/v1/contacts/export${asked === '' ? '' : `?${asked}`}`}
          name="contacts.csv"
          icon={<Download size={16} aria-hidden />}
        >
          Export
        </DownloadLink>
      </span>
      {onAdd ? (
        <>
          <Button icon={<UserPlus size={16} aria-hidden />} onClick={onAdd}>
            Add one
          </Button>
          <ButtonLink to="/imports/new" look="primary" icon={<Upload size={16} aria-hidden />}>
            Import
          </ButtonLink>
        </>
      ) : null}
    </>
  );
}

type BookProps = { query: BookQuery; sort: string; total: number | null; onAdd: (() => void) | undefined };

const idOf = (contact: Contact) => contact.id;

function Book({ query, sort, total, onAdd }: BookProps) {
  const { rows, error, retry, ...paged } = usePagedRows(bookPages(query));
  const [chosen, setChosen] = useState<Chosen>(new Map());
  const [, change] = useFilters();
  const { sort: _sort, ...filters } = query;
  const all = useMutation({ mutationFn: () => readMatching(filters), onSuccess: setChosen });
  const ids = useMemo(() => new Set(chosen.keys()), [chosen]);
  const onChange = useCallback(
    (wanted: ReadonlySet<string>) => setChosen((before) => chosenOf(wanted, before, rows)),
    [rows],
  );
  if (error !== null) return <ErrorCard what="the contact book" error={error} onRetry={retry} />;
  return (
    <>
      <DataTable
        label="Contacts"
        columns={bookColumns}
        rows={rows}
        idOf={idOf}
        total={total ?? -1}
        isLoading={paged.isLoading}
        onView={paged.onView}
        onOpen={({ id }) => change({ contact: id })}
        selection={{ ids, onChange }}
        sort={{
          by: sort.replace(/^-/, ''),
          isDescending: sort.startsWith('-'),
          onSort: (by) => change({ sort: orderAfter(sort, by) }),
        }}
        empty={<EmptyBook isNarrowed={Object.keys(filters).length > 0} onAdd={onAdd} />}
      />
      <ChosenBar
        chosen={chosen}
        total={total}
        isAllBusy={all.isPending}
        onAll={() => all.mutate()}
        onClear={() => setChosen(new Map())}
      />
    </>
  );
}

/** Who is selected, each with his number, which is known from before or from his row. */
function chosenOf(wanted: ReadonlySet<string>, before: Chosen, rows: readonly Contact[]): Chosen {
  const phones = new Map(rows.map(({ id, phone }) => [id, phone]));
  return new Map(
    [...wanted].flatMap((id) => {
      const phone = before.get(id) ?? phones.get(id);
      return phone === undefined ? [] : [[id, phone] as const];
    }),
  );
}
