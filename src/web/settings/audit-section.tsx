import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '#web/session.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { Select } from '#web/ui/controls/select.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { AuditEntries } from './audit-entries.tsx';
import { actionWords, filterActions } from './audit-words.ts';
import { auditQuery } from './queries.ts';
import { ReadOnlyNote, Section } from './section.tsx';

const every = 'every';

/** What was done in the workspace, and refused. */
export function AuditSection() {
  const { may } = useSession();
  const [action, setAction] = useState(every);
  return (
    <Section
      id="audit"
      lead="What was done here, and what was refused. Nobody can change it."
      aside={
        may('admin') ? (
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
        ) : null
      }
    >
      {may('admin') ? (
        <AuditLog action={action === every ? '' : action} />
      ) : (
        <ReadOnlyNote>Only an admin reads the audit log.</ReadOnlyNote>
      )}
    </Section>
  );
}

function AuditLog({ action }: { action: string }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(auditQuery(action));
  if (error) return <ErrorCard what="the audit log" error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonRows rows={6} className="my-1 h-10 w-full" />;
  const entries = data.pages.flatMap((page) => page.data);
  if (entries.length === 0) return <p className="py-6 text-center text-text-2">Nothing of this kind was done yet.</p>;
  return (
    <>
      <AuditEntries entries={entries} />
      {hasNextPage ? (
        <div className="py-3 text-center">
          <Button size="sm" isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show more
          </Button>
        </div>
      ) : null}
    </>
  );
}
