import { useMutation } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { ProblemError } from '#client/problem-error.ts';
import type { ProviderAccount } from '#contract/provider-accounts.ts';
import { api, oneEffect, queryClient } from '#web/api.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { errorBeside, fieldErrors } from '#web/ui/controls/field-errors.ts';
import { toast } from '#web/ui/feedback/toast.ts';
import { Dialog } from '#web/ui/overlays/dialog.tsx';
import type { Form } from './queries.ts';
import { AccountFields } from './account-fields.tsx';
import { changesOf, creationOf, emptyForm, formOfAccount } from './account-form.ts';
import { LeavingTheSandbox, PickProvider } from './pick-provider.tsx';
import { accountsQuery } from './queries.ts';

type AccountDialogProps = {
  forms: readonly Form[];
  /** The account that is changed; a new one when not given. */
  account?: ProviderAccount;
  /** Whether a real account is there already, so that time is real. */
  hasReal: boolean;
  onClose: () => void;
};

/** Adds an account, or changes one: the provider is asked before anything is kept. */
export function AccountDialog({ forms, account, hasReal, onClose }: AccountDialogProps) {
  const [form, setForm] = useState<Form | undefined>(account ? forms[0] : undefined);
  const [isAware, setAware] = useState(false);
  if (form === undefined)
    return (
      <Dialog isOpen onClose={onClose} title="Add a provider" width="md">
        <PickProvider forms={forms} onPick={setForm} />
      </Dialog>
    );
  const leaves = !hasReal && form.provider !== 'simulator' && !isAware;
  if (leaves) return <LeavingTheSandbox title={form.title} onClose={onClose} onGoOn={() => setAware(true)} />;
  const back = account === undefined ? () => setForm(undefined) : undefined;
  return <Filling form={form} account={account} onBack={back} onClose={onClose} />;
}

type FillingProps = {
  form: Form;
  account: ProviderAccount | undefined;
  onBack: (() => void) | undefined;
  onClose: () => void;
};

function Filling({ form, account, onBack, onClose }: FillingProps) {
  const [typed, setTyped] = useState(() => (account ? formOfAccount(account) : emptyForm()));
  const saving = useMutation({
    mutationFn: (force: boolean) =>
      account
        ? api.providerAccounts.change(changesOf(account, typed, force))
        : api.providerAccounts.create(creationOf(form.provider, typed, force), oneEffect()),
    meta: { showsErrors: true },
    onSuccess: async ({ name }) => {
      onClose();
      toast.say(account ? `${name} is saved.` : `${name} is connected. The provider takes the credentials.`);
      await queryClient.invalidateQueries({ queryKey: accountsQuery.queryKey });
      await queryClient.invalidateQueries({ queryKey: ['sandbox', 'clock'] });
    },
  });
  const isUnreached = saving.error instanceof ProblemError && saving.error.code === 'provider_unreachable';
  const send = (event: FormEvent) => {
    event.preventDefault();
    saving.mutate(false);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      width="md"
      title={account ? `Change ${account.name}` : `Connect ${form.title}`}
      actions={
        <>
          {onBack ? (
            <Button look="quiet" icon={<ArrowLeft size={16} aria-hidden />} className="md:me-auto" onClick={onBack}>
              Other provider
            </Button>
          ) : null}
          {isUnreached ? (
            <Button isBusy={saving.isPending} onClick={() => saving.mutate(true)}>
              Save untested
            </Button>
          ) : null}
          <Button look="primary" type="submit" form="account" isBusy={saving.isPending}>
            {saving.isPending ? 'Asking the provider…' : account ? 'Save' : 'Test and save'}
          </Button>
        </>
      }
    >
      <form id="account" className="flex flex-col gap-4" onSubmit={send}>
        <Wrong error={saving.error} form={form} />
        <AccountFields
          form={form}
          typed={typed}
          errors={fieldErrors(saving.error)}
          hints={account?.credentials}
          onChange={setTyped}
        />
      </form>
    </Dialog>
  );
}

function Wrong({ error, form }: { error: unknown; form: Form }) {
  const own = ['name', 'baseUrl', 'callsAtOnce', 'callsPerSecond'];
  const text = errorBeside(error, [...own, ...form.credentials.map(({ name }) => `credentials/${name}`)]);
  if (text === null) return null;
  return (
    <p role="alert" className="rounded-md bg-red-fill px-3.5 py-3 text-red">
      {text}
    </p>
  );
}
