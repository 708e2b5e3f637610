import { useQuery } from '@tanstack/react-query';
import { clockTimeExact } from '#web/format/time.ts';
import { Card } from '#web/ui/card.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { Skeleton } from '#web/ui/feedback/skeleton.tsx';
import { lettersOf } from './letters.ts';
import { grantsQuery } from './queries.ts';

const looks = [
  'bg-blue-fill text-blue',
  'bg-green-fill text-green',
  'bg-violet-fill text-violet',
  'bg-yellow-fill text-yellow',
  'bg-red-fill text-red',
  'bg-grey-fill text-grey',
];

/** Whose turn it was, place by place. */
export function Fairness() {
  const { data, error, refetch } = useQuery(grantsQuery);
  const letters = lettersOf(
    (data ?? []).map(({ workspaceId, workspaceName }) => ({ id: workspaceId, name: workspaceName })),
  );
  const lookOf = (id: string) => looks[letters.findIndex((each) => each.id === id) % looks.length] ?? '';
  return (
    <Card title="Whose turn it was" aside={<p className="text-sm text-text-3">The last 50 places, the newest first</p>}>
      {error ? <ErrorCard what="the last places" error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton className="h-8 w-full" /> : null}
      {data?.length === 0 ? <p className="text-text-2">No call was placed yet.</p> : null}
      {data && data.length > 0 ? (
        <>
          <ol aria-label="Places given, the newest first" className="flex flex-wrap gap-1">
            {data.map(({ callId, workspaceId, workspaceName, at }) => (
              <li
                key={callId}
                title={`${workspaceName}, ${clockTimeExact(at)}`}
                className={`grid h-7 min-w-7 place-items-center rounded px-1 text-xs font-semibold ${lookOf(workspaceId)}`}
              >
                <span aria-hidden>{letters.find(({ id }) => id === workspaceId)?.letters}</span>
                <span className="sr-only">{workspaceName}</span>
              </li>
            ))}
          </ol>
          <ul aria-hidden className="mt-3 flex flex-wrap gap-x-5 gap-y-1 text-sm text-text-2">
            {letters.map(({ id, name, letters: short }) => (
              <li key={id} className="flex items-center gap-1.5">
                <span
                  className={`grid h-5 min-w-5 place-items-center rounded px-1 text-xs font-semibold ${lookOf(id)}`}
                >
                  {short}
                </span>
                {name}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Card>
  );
}
