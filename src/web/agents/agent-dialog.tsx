import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { Agent } from '#contract/agents.ts';
import { api, oneEffect, queryClient } from '#web/api.ts';
import { accountsQuery, providersQuery } from '#web/settings/providers/queries.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { errorBeside, fieldErrors } from '#web/ui/controls/field-errors.ts';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { toast } from '#web/ui/feedback/toast.ts';
import { Dialog } from '#web/ui/overlays/dialog.tsx';
import { AgentFields } from './agent-fields.tsx';
import { agentChangesOf, emptyAgent, formOfAgent, newAgentOf } from './agent-form.ts';
import type { TypedAgent } from './agent-form.ts';
import { agentsQuery } from './queries.ts';

type AgentDialogProps = { agent?: Agent; onClose: () => void };

const fieldNames = [
  'name',
  'providerAccountId',
  'providerAgentId',
  'prompt',
  'nextAction',
  'ringSecondsMax',
  'talkSecondsMax',
];

/** What is typed; a new agent speaks through the first real account, or else through the simulator. */
function useTyped(agent: Agent | undefined) {
  const { data: accounts } = useQuery(accountsQuery);
  const { data: forms } = useQuery(providersQuery);
  const [changed, setChanged] = useState<TypedAgent | undefined>(agent && formOfAgent(agent));
  const first = accounts?.find(({ provider }) => provider !== 'simulator') ?? accounts?.[0];
  const typed = changed ?? (first && emptyAgent(first.id));
  return typed && accounts && forms ? { typed, accounts, forms, onChange: setChanged } : undefined;
}

/** Makes an agent, or changes one; campaigns that run keep it as it was when they started. */
export function AgentDialog({ agent, onClose }: AgentDialogProps) {
  const form = useTyped(agent);
  const saving = useMutation({
    mutationFn: (typed: TypedAgent) =>
      agent ? api.agents.change(agentChangesOf(agent, typed)) : api.agents.create(newAgentOf(typed), oneEffect()),
    meta: { showsErrors: true },
    onSuccess: async ({ name }) => {
      onClose();
      toast.say(agent ? `${name} is saved. Campaigns that run keep the one they started with.` : `${name} is made.`);
      await queryClient.invalidateQueries({ queryKey: agentsQuery.queryKey });
    },
  });
  const beside = errorBeside(saving.error, fieldNames);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (form) saving.mutate(form.typed);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="md"
      title={agent ? `Edit ${agent.name}` : 'New agent'}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="agent" isBusy={saving.isPending} disabled={!form}>
            {agent ? 'Save' : 'Make agent'}
          </Button>
        </>
      }
    >
      <form id="agent" className="flex flex-col gap-4" onSubmit={send}>
        {beside === null ? null : (
          <p role="alert" className="rounded-md bg-red-fill px-3.5 py-3 text-red">
            {beside}
          </p>
        )}
        {form ? (
          <AgentFields {...form} errors={fieldErrors(saving.error)} isNew={agent === undefined} />
        ) : (
          <SkeletonRows rows={5} />
        )}
      </form>
    </Dialog>
  );
}
