import { useMutation, useQuery } from '@tanstack/react-query';
import { api, queryClient } from '#web/api.ts';
import { Time } from '#web/format/time-of.tsx';
import { Button } from '#web/ui/controls/button.tsx';
import { toast } from '#web/ui/feedback/toast.ts';
import { invitationsQuery } from '../queries.ts';
import { roleWords } from './roles.ts';

/** Links that can still be used. */
export function Invitations() {
  const { data = [] } = useQuery(invitationsQuery);
  const withdrawing = useMutation({
    mutationFn: (id: string) => api.members.withdraw({ id }),
    onSuccess: () => {
      toast.say('The invitation is withdrawn: its link no longer works.');
      return queryClient.invalidateQueries({ queryKey: invitationsQuery.queryKey });
    },
  });
  if (data.length === 0) return null;
  return (
    <div className="border-t border-line py-4">
      <h3 className="font-semibold">Open invitations</h3>
      <ul>
        {data.map(({ id, email, role, invitedBy, expiresAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 py-2">
            <div className="min-w-0 flex-1">
              <p className="truncate">
                {email ?? 'Anybody with the link'}, as {roleWords[role].title.toLowerCase()}
              </p>
              <p className="text-sm text-text-3">
                From {invitedBy}, good until <Time at={expiresAt} />
              </p>
            </div>
            <Button
              size="sm"
              isBusy={withdrawing.isPending && withdrawing.variables === id}
              onClick={() => withdrawing.mutate(id)}
            >
              Withdraw
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
