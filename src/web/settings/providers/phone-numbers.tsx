import { useMutation, useQuery } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent } from 'react';
import type { PhoneNumber } from '#contract/phone-numbers.ts';
import { api, oneEffect, queryClient } from '#web/api.ts';
import { Phone } from '#web/format/phone.tsx';
import { useSession } from '#web/session.ts';
import { Button, IconButton } from '#web/ui/controls/button.tsx';
import { errorBeside, fieldErrors } from '#web/ui/controls/field-errors.ts';
import { Field, TextInput } from '#web/ui/controls/field.tsx';
import { toast } from '#web/ui/feedback/toast.ts';
import { Dialog } from '#web/ui/overlays/dialog.tsx';
import { phoneNumbersQuery } from './queries.ts';

const readAgain = () => queryClient.invalidateQueries({ queryKey: phoneNumbersQuery.queryKey });

/** The caller ids of an account: what people see ringing. */
export function PhoneNumbers({ accountId }: { accountId: string }) {
  const { may } = useSession();
  const { data } = useQuery(phoneNumbersQuery);
  const [isAdding, setAdding] = useState(false);
  const own = data?.filter(({ providerAccountId }) => providerAccountId === accountId) ?? [];
  return (
    <div className="flex flex-col gap-1">
      <div className="flex items-center justify-between gap-3">
        <h4 className="font-semibold">Phone numbers</h4>
        {may('admin') ? (
          <Button size="sm" look="quiet" icon={<Plus size={14} aria-hidden />} onClick={() => setAdding(true)}>
            Add a number
          </Button>
        ) : null}
      </div>
      {data && own.length === 0 ? (
        <p className="text-text-2">None yet. Add one that this account owns: it is what people see ringing.</p>
      ) : (
        <ul>
          {own.map((number) => (
            <NumberRow key={number.id} number={number} mayChange={may('admin')} />
          ))}
        </ul>
      )}
      {isAdding ? <AddNumber accountId={accountId} onClose={() => setAdding(false)} /> : null}
    </div>
  );
}

function NumberRow({ number, mayChange }: { number: PhoneNumber; mayChange: boolean }) {
  const { id, phone, label, providerAccountId } = number;
  const adding = useMutation({
    mutationFn: () => api.phoneNumbers.create({ providerAccountId, phone, label }, oneEffect()),
    onSuccess: readAgain,
  });
  const deleting = useMutation({
    mutationFn: () => api.phoneNumbers.delete({ id }),
    onSuccess: () => {
      toast.say(`${phone} is removed.`, { label: 'Undo', run: () => adding.mutate() });
      return readAgain();
    },
  });
  return (
    <li className="flex min-h-9 items-center gap-3">
      <Phone number={phone} />
      <span className="min-w-0 flex-1 truncate text-text-2">{label}</span>
      {mayChange ? (
        <IconButton
          label={`Remove ${phone}`}
          icon={<Trash2 size={16} aria-hidden />}
          disabled={deleting.isPending}
          onClick={() => deleting.mutate()}
        />
      ) : null}
    </li>
  );
}

function AddNumber({ accountId, onClose }: { accountId: string; onClose: () => void }) {
  const [phone, setPhone] = useState('');
  const [label, setLabel] = useState('');
  const adding = useMutation({
    mutationFn: () => api.phoneNumbers.create({ providerAccountId: accountId, phone, label }, oneEffect()),
    meta: { showsErrors: true },
    onSuccess: () => {
      onClose();
      return readAgain();
    },
  });
  const errors = fieldErrors(adding.error);
  const beside = errorBeside(adding.error, ['phone', 'label']);
  const send = (event: FormEvent) => {
    event.preventDefault();
    adding.mutate();
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Add a phone number"
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="add-number" isBusy={adding.isPending}>
            Add number
          </Button>
        </>
      }
    >
      <form id="add-number" className="flex flex-col gap-4" onSubmit={send}>
        {beside === null ? null : <p className="text-red">{beside}</p>}
        <Field label="Number" hint="With its country code, such as +1 202 555 0100." error={errors['phone']}>
          {(control) => (
            <TextInput
              {...control}
              type="tel"
              value={phone}
              onChange={(event) => setPhone(event.target.value)}
              required
            />
          )}
        </Field>
        <Field label="Label" isOptional error={errors['label']}>
          {(control) => (
            <TextInput
              {...control}
              value={label}
              maxLength={100}
              placeholder="Front desk"
              onChange={(event) => setLabel(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
