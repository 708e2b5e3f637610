import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { Agent } from '#contract/agents.ts';
import type { Call } from '#contract/calls.ts';
import { api, oneEffect } from '#web/api.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { errorBeside, fieldErrors } from '#web/ui/controls/field-errors.ts';
import { Field, TextInput } from '#web/ui/controls/field.tsx';
import { Dialog } from '#web/ui/overlays/dialog.tsx';
import { testCallQuery } from './queries.ts';
import { testCallWords } from './test-call-words.ts';

type TestCallDialogProps = { agent: Agent; onClose: () => void };

/** Calls one number with this agent, now, and follows the call. */
export function TestCallDialog({ agent, onClose }: TestCallDialogProps) {
  const [phone, setPhone] = useState('');
  const [name, setName] = useState('');
  const calling = useMutation({
    mutationFn: () =>
      api.agents.testCall({ id: agent.id, phone, ...(name.trim() === '' ? {} : { name: name.trim() }) }, oneEffect()),
    meta: { showsErrors: true },
  });
  if (calling.data) return <FollowCall agent={agent} campaignId={calling.data.campaignId} onClose={onClose} />;
  const errors = fieldErrors(calling.error);
  const beside = errorBeside(calling.error, ['phone', 'name']);
  const isSimulated = agent.provider === 'simulator';
  const send = (event: FormEvent) => {
    event.preventDefault();
    calling.mutate();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Test call with ${agent.name}`}
      description={
        isSimulated
          ? 'A pretend call. +1 202 555 0150 always answers, 0151 never does, 0152 is busy, 0153 is voicemail.'
          : 'It rings now, at any hour of a campaign; limits, legal hours and the never-call list hold.'
      }
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="test-call" isBusy={calling.isPending}>
            Call now
          </Button>
        </>
      }
    >
      <form id="test-call" className="flex flex-col gap-4" onSubmit={send}>
        {beside === null ? null : <p className="text-red">{beside}</p>}
        <Field label="Number" error={errors['phone']}>
          {(control) => (
            <TextInput
              {...control}
              type="tel"
              autoComplete="tel"
              required
              placeholder={isSimulated ? '+1 202 555 0150' : 'Your own number'}
              value={phone}
              onChange={(event) => setPhone(event.target.value)}
            />
          )}
        </Field>
        <Field label="Name of the person" isOptional hint="As the agent is told it." error={errors['name']}>
          {(control) => <TextInput {...control} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
      </form>
    </Dialog>
  );
}

function FollowCall({ agent, campaignId, onClose }: TestCallDialogProps & { campaignId: string }) {
  const navigate = useNavigate();
  const { data: call } = useQuery(testCallQuery(campaignId));
  const open = ({ id }: Call) => {
    onClose();
    void navigate({ to: '/calls', search: { call: id } });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Test call with ${agent.name}`}
      actions={
        <>
          {call ? <Button onClick={() => open(call)}>Open the call</Button> : null}
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <p role="status" className="py-4 text-lg">
        {testCallWords(call ?? null)}
      </p>
    </Dialog>
  );
}
