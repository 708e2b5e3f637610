import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { nouns } from '#domain/permissions.ts';
import type { Scope } from '#domain/permissions.ts';
import { api, oneEffect, queryClient } from '#web/api.ts';
import { now } from '#web/clock.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { Choice } from '#web/ui/controls/choice.tsx';
import { CopyLine } from '#web/ui/controls/copy-button.tsx';
import { errorBeside, fieldErrors } from '#web/ui/controls/field-errors.ts';
import { Field, TextInput } from '#web/ui/controls/field.tsx';
import { Select } from '#web/ui/controls/select.tsx';
import { Dialog } from '#web/ui/overlays/dialog.tsx';
import { endOf, scopesOf } from './key-state.ts';
import { apiKeysQuery } from './queries.ts';

type Right = 'none' | 'read' | 'write';
type Reach = 'viewer' | 'operator' | 'admin' | 'some';

const reaches = [
  { value: 'operator', label: 'Operator', hint: 'Runs campaigns: people, imports, agents, starting and stopping' },
  { value: 'viewer', label: 'Viewer', hint: 'Reads everything of this workspace' },
  { value: 'admin', label: 'Admin', hint: 'Also keys, members, providers and the audit log' },
  { value: 'some', label: 'Some things only', hint: 'Noun by noun' },
] as const;
const ends = [
  { value: '30', label: 'After 30 days' },
  { value: '90', label: 'After 90 days' },
  { value: '365', label: 'After a year' },
  { value: 'never', label: 'Never' },
];

/** Makes a key; what is answered is the only time that it is shown. */
export function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState('');
  const [reach, setReach] = useState<Reach>('operator');
  const [chosen, setChosen] = useState<Record<string, Right>>({});
  const [days, setDays] = useState('365');
  const scopes = reach === 'some' ? scopesOf(chosen) : [reach];
  const making = useMutation({
    mutationFn: () => api.apiKeys.create({ name, scopes: scopes as Scope[], ...endOf(days, now()) }, oneEffect()),
    meta: { showsErrors: true },
    onSuccess: () => queryClient.invalidateQueries({ queryKey: apiKeysQuery.queryKey }),
  });
  if (making.data) return <KeyShown secret={making.data.key} name={making.data.name} onClose={onClose} />;
  const beside = errorBeside(making.error, ['name']);
  const send = (event: FormEvent) => {
    event.preventDefault();
    making.mutate();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="md"
      title="New API key"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="new-key" isBusy={making.isPending} disabled={scopes.length === 0}>
            Make key
          </Button>
        </>
      }
    >
      <form id="new-key" className="flex flex-col gap-5" onSubmit={send}>
        {beside === null ? null : <p className="text-red">{beside}</p>}
        <Field label="Name" hint="Which program uses it." error={fieldErrors(making.error)['name']}>
          {(control) => (
            <TextInput
              {...control}
              required
              maxLength={200}
              placeholder="CRM"
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <div className="flex flex-col gap-1.5">
          <p className="font-semibold">What it may do</p>
          <Choice label="What it may do" value={reach} onChange={setReach} options={reaches} />
          {reach === 'some' ? <Nouns chosen={chosen} onChange={setChosen} /> : null}
        </div>
        <Field label="Ends">
          {(control) => <Select {...control} value={days} options={ends} onChange={setDays} />}
        </Field>
      </form>
    </Dialog>
  );
}

const rights = [
  { value: 'none', label: 'No' },
  { value: 'read', label: 'Read' },
  { value: 'write', label: 'Change' },
] as const;

type NounsProps = { chosen: Record<string, Right>; onChange: (chosen: Record<string, Right>) => void };

function Nouns({ chosen, onChange }: NounsProps) {
  return (
    <ul className="mt-2 rounded-md border border-line">
      {nouns.map((noun) => (
        <li
          key={noun}
          className="flex items-center justify-between gap-3 border-t border-line px-3 py-1.5 first:border-t-0"
        >
          <span className="font-mono text-sm">{noun}</span>
          <Choice
            label={noun}
            look="segments"
            value={chosen[noun] ?? 'none'}
            options={rights}
            onChange={(right) => onChange({ ...chosen, [noun]: right })}
          />
        </li>
      ))}
    </ul>
  );
}

function KeyShown({ secret, name, onClose }: { secret: string; name: string; onClose: () => void }) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="md"
      title={`The key of ${name}`}
      description="Copy it now: it is not shown again, as only its hash is kept."
      actions={
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <CopyLine text={secret} label="Copy the key" />
        <div>
          <p className="mb-1.5 text-text-2">Try it:</p>
          <CopyLine
            text={`curl -H "Authorization: Bearer ${secret}" ${location.origin}/api/v1/campaigns`}
            label="Copy the command"
          />
        </div>
      </div>
    </Dialog>
  );
}
