import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ProblemError } from '#client/problem-error.ts';
import type { Agent } from '#contract/agents.ts';
import { api, queryClient } from '#web/api.ts';
import { toast, wordsOf } from '#web/ui/feedback/toast.ts';
import { Confirm } from '#web/ui/overlays/confirm.tsx';
import { agentsQuery } from './queries.ts';

/** Deletes an agent; where campaigns use it, says which, and pauses them when that is wanted. */
export function DeleteAgent({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const deleting = useMutation({
    mutationFn: (force: boolean) => api.agents.delete({ id: agent.id, force: force ? 'true' : 'false' }),
    meta: { showsErrors: true },
    onSuccess: async (_done, force) => {
      onClose();
      toast.say(force ? `${agent.name} is deleted, and its campaigns are paused.` : `${agent.name} is deleted.`);
      await queryClient.invalidateQueries({ queryKey: agentsQuery.queryKey });
    },
  });
  const isUsed = deleting.error instanceof ProblemError && deleting.error.code === 'agent_in_use';
  const used = isUsed && deleting.error instanceof ProblemError ? deleting.error.errors : [];
  return (
    <Confirm
      isOpen
      onClose={onClose}
      title={isUsed ? `Campaigns use ${agent.name}` : `Delete ${agent.name}?`}
      description={
        isUsed
          ? 'Delete it all the same, and those that run are paused until you give them another agent. Calls in progress finish.'
          : 'Past calls stay as they are. This can’t be undone.'
      }
      act={isUsed ? 'Pause them and delete' : 'Delete agent'}
      keep="Keep agent"
      isBusy={deleting.isPending}
      onConfirm={() => deleting.mutate(isUsed)}
    >
      {deleting.error && !isUsed ? <p className="text-red">{wordsOf(deleting.error).text}</p> : null}
      {used.length === 0 ? null : (
        <ul className="flex flex-col gap-1">
          {used.map(({ pointer, code, message }) => (
            <li key={pointer} className="flex items-baseline justify-between gap-3">
              <Link to={pointer} className="truncate font-semibold text-accent hover:underline">
                {message}
              </Link>
              <span className="text-text-2">{code}</span>
            </li>
          ))}
        </ul>
      )}
    </Confirm>
  );
}
