import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { ProblemError } from '#client/problem-error.ts';
import { api, oneEffect } from '#web/api.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { Field, TextInput } from '#web/ui/controls/field.tsx';
import { Dialog } from '#web/ui/overlays/dialog.tsx';
import { toast, wordsOf } from '#web/ui/feedback/toast.ts';

type TestCallDialogProps = { agentId: string; agentName: string; nextAction?: string; onClose: () => void };

const rememberedUnder = 'test-call-number';

/** Calls one number, now, with an agent: to hear it before others do. */
export function TestCallDialog({ agentId, agentName, nextAction = '', onClose }: TestCallDialogProps) {
  const [phone, setPhone] = useState(() => localStorage.getItem(rememberedUnder) ?? '');
  const [name, setName] = useState('');
  const call = useTestCall({ agentName, onClose });
  const press = () => {
    const told = { ...(name.trim() === '' ? {} : { name }), ...(nextAction.trim() === '' ? {} : { nextAction }) };
    if (phone.trim() !== '') call.mutate({ id: agentId, phone, ...told });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Test call with ${agentName}`}
      description="Every limit and check of a campaign holds, calling hours too."
      actions={
        <>
          <Button onClick={onClose}>Close</Button>
          <Button look="primary" disabled={phone.trim() === ''} isBusy={call.isPending} onClick={press}>
            Call this number
          </Button>
        </>
      }
    >
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          press();
        }}
      >
        <Field
          label="Number to call"
          error={call.error === null ? undefined : phoneProblem(call.error)}
          hint="Your own, with + and country code. In the sandbox: +1 202 555 0150 answers."
        >
          {(control) => (
            <TextInput
              {...control}
              type="tel"
              dir="ltr"
              value={phone}
              onChange={(event) => setPhone(event.target.value)}
            />
          )}
        </Field>
        <Field label="Name the agent is told" isOptional>
          {(control) => <TextInput {...control} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <button type="submit" hidden>
          Call this number
        </button>
      </form>
    </Dialog>
  );
}

function useTestCall({ agentName, onClose }: Pick<TestCallDialogProps, 'agentName' | 'onClose'>) {
  const navigate = useNavigate();
  return useMutation({
    meta: { showsErrors: true },
    mutationFn: (wish: Parameters<typeof api.agents.testCall>[0]) => api.agents.testCall(wish, oneEffect()),
    onSuccess: ({ campaignId }, { phone }) => {
      localStorage.setItem(rememberedUnder, phone);
      onClose();
      const see = () => void navigate({ to: '/campaigns/$campaignId/calls', params: { campaignId } });
      toast.say(`${agentName} is calling ${phone}.`, { label: 'See the call', run: see });
    },
  });
}

function phoneProblem(error: Error): string {
  return error instanceof ProblemError ? (error.errors[0]?.message ?? error.detail) : wordsOf(error).text;
}
