import { useQuery } from '@tanstack/react-query';
import { ListChecks } from 'lucide-react';
import { Time } from '#web/format/time-of.tsx';
import { counted } from '#web/format/number.ts';
import { useFilters } from '#web/shell/use-filters.ts';
import { Button, ButtonLink } from '#web/ui/controls/button.tsx';
import { Empty } from '#web/ui/feedback/empty.tsx';
import { queueStatisticsQuery } from './queries.ts';
import type { QueueSection } from './queries.ts';

/** Nobody waits: what comes next, or what to do. */
export function QueueEmpty({
  campaignId,
  status,
}: {
  campaignId: string | undefined;
  status: QueueSection | undefined;
}) {
  const { data } = useQuery(queueStatisticsQuery);
  const [, change] = useFilters();
  if (status !== undefined)
    return (
      <Empty
        title="Nobody waits like that"
        actions={<Button onClick={() => change({ waits: undefined })}>Show all who wait</Button>}
      />
    );
  const icon = <ListChecks size={28} aria-hidden />;
  if (campaignId !== undefined)
    return (
      <Empty icon={icon} title="Nobody waits in this campaign">
        Whoever is added, or is to be called again, stands here in the order of the calls.
      </Empty>
    );
  return (
    <Empty
      icon={icon}
      title="The queue is empty"
      actions={
        <ButtonLink to="/campaigns/new" look="primary">
          New campaign
        </ButtonLink>
      }
    >
      {data && data.delayed + data.pending > 0 ? (
        <>
          {counted(data.delayed, 'call')} due later
          {data.nextDueAt ? (
            <>
              , the next <Time at={data.nextDueAt} />
            </>
          ) : null}
          .
        </>
      ) : (
        'Nobody is waiting to be called. Start a campaign to fill it.'
      )}
    </Empty>
  );
}
