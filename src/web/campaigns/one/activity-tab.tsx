import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { History } from 'lucide-react';
import type { Activity } from '#contract/campaigns.ts';
import { campaignQuery } from '#web/campaigns/queries.ts';
import { Time } from '#web/format/time-of.tsx';
import { Card } from '#web/ui/card.tsx';
import { Button } from '#web/ui/controls/button.tsx';
import { Empty } from '#web/ui/feedback/empty.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { activityWords, fieldName, valueWords } from './activity-words.ts';
import { activityQuery } from './queries.ts';

/** Who did what to a campaign, and what it was before. */
export function ActivityTab() {
  const { campaignId } = useParams({ from: '/shell/campaigns/$campaignId' });
  const { data: campaign } = useQuery(campaignQuery(campaignId));
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    activityQuery(campaignId),
  );
  const entries = data?.pages.flatMap((page) => page.data) ?? [];
  if (error && !data) return <ErrorCard what="the activity" error={error} onRetry={() => void refetch()} />;
  if (!data || !campaign) return <SkeletonRows rows={6} className="h-12 w-full" />;
  if (entries.length === 0)
    return (
      <Empty icon={<History size={28} aria-hidden />} title="Nothing was done yet">
        Every start, pause and change of settings stands here, with who did it.
      </Empty>
    );
  return (
    <Card>
      <h2 className="sr-only">Activity</h2>
      <ol className="flex flex-col">
        {entries.map((entry) => (
          <Entry key={entry.id} entry={entry} timeZone={campaign.timeZone} />
        ))}
      </ol>
      {hasNextPage ? (
        <div className="pt-4 text-center">
          <Button isBusy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show earlier
          </Button>
        </div>
      ) : null}
    </Card>
  );
}

function Entry({ entry, timeZone }: { entry: Activity; timeZone: string }) {
  return (
    <li className="grid gap-x-6 gap-y-1 border-b border-line py-3 first:pt-0 last:border-0 last:pb-0 md:grid-cols-[13rem_1fr]">
      <p className="text-sm text-text-2">
        <Time at={entry.at} timeZone={timeZone} withZone />
      </p>
      <div className="min-w-0">
        <p>
          <span className="font-semibold">{activityWords(entry)}</span>
          <span className="text-text-2 [overflow-wrap:anywhere]">
            {' '}
            · {entry.actor === 'system' ? 'Carillon' : entry.actor}
            {entry.version === null ? '' : ` · version ${entry.version}`}
          </span>
        </p>
        {entry.changes.length === 0 ? null : (
          <ul className="mt-1 flex flex-col gap-0.5 text-sm">
            {entry.changes.map(({ field, before, after }) => (
              <li key={field} className="[overflow-wrap:anywhere]">
                <span className="text-text-2">{fieldName(field)}: </span>
                <span className="text-text-2 line-through">{valueWords(field, before)}</span>
                <span className="text-text-3"> → </span>
                <span className="sr-only">is now </span>
                <span className="font-semibold">{valueWords(field, after)}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}
