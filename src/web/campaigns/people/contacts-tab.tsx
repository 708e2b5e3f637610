import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { Suspense, useMemo } from 'react';
import type { Campaign } from '#contract/campaigns.ts';
import type { Enrollment } from '#contract/enrollments.ts';
import { useOpenCall } from '#web/calls/open-call.ts';
import { campaignQuery } from '#web/campaigns/queries.ts';
import { ContactDrawerOutlet } from '#web/contacts/drawer/contact-drawer-outlet.tsx';
import { count } from '#web/format/number.ts';
import { useFilters } from '#web/shell/use-filters.ts';
import { ColumnChooser } from '#web/ui/column-chooser.tsx';
import { Button, ButtonLink } from '#web/ui/controls/button.tsx';
import { Chips } from '#web/ui/controls/chips.tsx';
import { SearchInput } from '#web/ui/controls/search-input.tsx';
import { DataTable } from '#web/ui/data-table.tsx';
import { Empty } from '#web/ui/feedback/empty.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { usePagedRows } from '#web/ui/table/paged-rows.ts';
import { ExportLink } from './export-link.tsx';
import { peopleColumns } from './people-columns.tsx';
import { StatusDot, statusWords, statuses } from './person-status.tsx';
import { peoplePages } from './queries.ts';
import type { PeopleQuery } from './queries.ts';

const idOf = (person: Enrollment) => person.id;

/** The people of a campaign: where each stands, and what came of the last call. */
export function ContactsTab() {
  const { campaignId = '' } = useParams({ strict: false });
  const { data: campaign } = useQuery(campaignQuery(campaignId));
  const [{ status: asked, q }] = useFilters();
  const status = statuses.find((each) => each === asked);
  const query = { ...(status === undefined ? {} : { status }), ...(q === undefined ? {} : { q }) };
  return (
    <div className="flex h-[max(24rem,calc(100dvh-20rem))] flex-col">
      <People key={JSON.stringify(query)} campaignId={campaignId} campaign={campaign} query={query} />
      <Suspense>
        <ContactDrawerOutlet />
      </Suspense>
    </div>
  );
}

type PeopleProps = { campaignId: string; campaign: Campaign | undefined; query: PeopleQuery };

function People({ campaignId, campaign, query }: PeopleProps) {
  const { rows, error, retry, ...paged } = usePagedRows(peoplePages(campaignId, query));
  const openCall = useOpenCall();
  const [{ cols = '' }, change] = useFilters();
  const variables = useMemo(
    () => [...new Set(rows.slice(0, 200).flatMap(({ custom }) => Object.keys(custom)))],
    [rows],
  );
  const columns = useMemo(
    () => peopleColumns(campaign?.timeZone, cols === '' ? [] : cols.split(',')),
    [campaign?.timeZone, cols],
  );
  const open = ({ lastCall, contactId }: Enrollment) => {
    if (lastCall !== null)
      openCall(
        lastCall.id,
        rows.flatMap((row) => (row.lastCall === null ? [] : [row.lastCall.id])),
      );
    else if (contactId !== null) change({ contact: contactId });
  };
  if (error !== null) return <ErrorCard what="the people of this campaign" error={error} onRetry={retry} />;
  return (
    <>
      <Filters campaignId={campaignId} campaign={campaign} query={query} variables={variables} />
      <DataTable
        label="People of this campaign"
        columns={columns}
        rows={rows}
        idOf={idOf}
        total={paged.hasMore ? totalOf(campaign, query) : rows.length}
        isLoading={paged.isLoading}
        onView={paged.onView}
        onOpen={open}
        empty={<Nobody isNarrowed={query.q !== undefined || query.status !== undefined} />}
      />
    </>
  );
}

function totalOf(campaign: Campaign | undefined, { status, q }: PeopleQuery): number {
  if (campaign === undefined || q !== undefined) return -1;
  return status === undefined ? campaign.counts.total : campaign.counts[status];
}

function Filters({ campaignId, campaign, query, variables }: PeopleProps & { variables: readonly string[] }) {
  const [{ cols = '' }, change] = useFilters();
  const counts = campaign?.counts;
  const shown = statuses.filter((status) => counts === undefined || counts[status] > 0 || status === query.status);
  return (
    <div className="flex flex-wrap items-center gap-2 pb-3">
      <SearchInput
        label="Search people by name, number, e-mail or company"
        placeholder="Name, number, e-mail"
        value={query.q ?? ''}
        onSearch={(text) => change({ q: text === '' ? undefined : text })}
      />
      <Chips
        label="Status"
        value={query.status ?? null}
        onChange={(next) => change({ status: next ?? undefined })}
        chips={shown.map((value) => ({
          value,
          label: statusWords[value],
          mark: <StatusDot status={value} />,
          ...(counts ? { count: count(counts[value]) } : {}),
        }))}
      />
      <div className="ms-auto flex gap-2">
        <ColumnChooser
          options={variables}
          shown={cols === '' ? [] : cols.split(',')}
          onChange={(next) => change({ cols: next.length === 0 ? undefined : next.join(',') })}
        />
        <ExportLink
          campaignId={campaignId}
          rows="people"
          status={query.status}
          icon={<Download size={16} aria-hidden />}
        >
          Export
        </ExportLink>
      </div>
    </div>
  );
}

function Nobody({ isNarrowed }: { isNarrowed: boolean }) {
  const [, change] = useFilters();
  if (isNarrowed)
    return (
      <Empty
        title="Nobody matches these filters"
        actions={<Button onClick={() => change({ q: undefined, status: undefined })}>Clear filters</Button>}
      />
    );
  return (
    <Empty
      title="Nobody is in this campaign yet"
      actions={
        <ButtonLink to="/contacts" look="primary">
          Choose contacts
        </ButtonLink>
      }
    >
      Choose people in the contact book, or import a file of them.
    </Empty>
  );
}
