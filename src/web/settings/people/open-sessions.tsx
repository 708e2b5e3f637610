import { useMutation, useQuery } from '@tanstack/react-query';
import { api, queryClient } from '#web/api.ts';
import { Time } from '#web/format/time-of.tsx';
import { Button } from '#web/ui/controls/button.tsx';
import { Badge } from '#web/ui/feedback/badge.tsx';
import { Skeleton } from '#web/ui/feedback/skeleton.tsx';
import { toast } from '#web/ui/feedback/toast.ts';
import { openSessionsQuery } from '../queries.ts';
import { Setting } from '../section.tsx';
import { describeDevice } from './devices.ts';

/** Where one is signed in. */
export function OpenSessions() {
  const { data } = useQuery(openSessionsQuery);
  const closing = useMutation({
    mutationFn: (id: string) => api.auth.closeSession({ id }),
    onSuccess: () => {
      toast.say('That session is closed.');
      return queryClient.invalidateQueries({ queryKey: openSessionsQuery.queryKey });
    },
  });
  return (
    <Setting label="Open sessions" hint="Close one that you don’t know, then change your password." isGroup>
      {data === undefined ? <Skeleton className="h-10 w-full" /> : null}
      <ul className="flex flex-col gap-3">
        {data?.map(({ id, isThis, userAgent, ip, createdAt }) => (
          <li key={id} className="flex items-center gap-3">
            <div className="min-w-0 flex-1">
              <p className="truncate">{describeDevice(userAgent)}</p>
              <p className="text-sm text-text-3">
                {ip === null ? '' : `${ip}, `}since <Time at={createdAt} />
              </p>
            </div>
            {isThis ? (
              <Badge tone="green">This one</Badge>
            ) : (
              <Button size="sm" onClick={() => closing.mutate(id)}>
                Close
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Setting>
  );
}
