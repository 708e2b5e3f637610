import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { AuditEntries } from '#web/settings/audit-entries.tsx';
import { actionWords, filterActions } from '#web/settings/audit-words.ts';
import { Card } from '#web/ui/card.tsx';
import { Button } from '#web/ui/controls/button.tsx';
import { Select } from '#web/ui/controls/select.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { systemAuditQuery } from './queries.ts';

const every = 'every';

/** What was done anywhere in the installation, and refused. */
export function SystemAudit() {
  const [action, setAction] = useState(every);
  const query = useInfiniteQuery(systemAuditQuery(action === every ? '' : action));
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query;
  const entries = data?.pages.flatMap((page) => page.data);
  return (
    <Card
      title="Audit log of the installation"
      aside={
        <div className="w-full sm:w-60">
          <Select
            label="Show"
            value={action}
            onChange={setAction}
            options={[
              { value: every, label: 'Everything' },
              ...filterActions.map((value) => ({ value, label: actionWords(value) })),
            ]}
          />
        </div>
      }
    >
      {error ? <ErrorCard what="the audit log" error={error} onRetry={() => void refetch()} /> : null}
      {!entries && !error ? <SkeletonRows rows={5} /> : null}
      {entries?.length === 0 ? (
        <p className="py-4 text-center text-text-2">Nothing of this kind was done yet.</p>
      ) : null}
      {entries ? <AuditEntries entries={entries} /> : null}
      {hasNextPage ? (
        <div className="pt-3 text-center">
          <Button size="sm" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show more
          </Button>
        </div>
      ) : null}
    </Card>
  );
}
