import { useMutation } from '@tanstack/react-query';
import { CircleCheck, CircleDashed, MoreHorizontal, OctagonAlert, PauseCircle, TriangleAlert } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import type { ProviderAccount } from '#contract/provider-accounts.ts';
import { api, oneEffect, queryClient } from '#web/api.ts';
import { count } from '#web/format/number.ts';
import { Time } from '#web/format/time-of.tsx';
import { useSession } from '#web/session.ts';
import { Button, IconButton } from '#web/ui/controls/button.tsx';
import { Badge } from '#web/ui/feedback/badge.tsx';
import type { Tone } from '#web/ui/feedback/badge.tsx';
import { toast } from '#web/ui/feedback/toast.ts';
import { Confirm } from '#web/ui/overlays/confirm.tsx';
import { Menu } from '#web/ui/overlays/menu.tsx';
import { balanceText, standingOf } from './account-words.ts';
import { PhoneNumbers } from './phone-numbers.tsx';
import { accountsQuery } from './queries.ts';
import type { Form } from './queries.ts';
import { WebhookNote } from './webhook-note.tsx';

type CardProps = { account: ProviderAccount; form: Form | undefined };

const AccountDialog = lazy(async () => ({ default: (await import('./account-dialog.tsx')).AccountDialog }));

const icons: Partial<Record<Tone, typeof CircleCheck>> = {
  green: CircleCheck,
  violet: CircleCheck,
  red: OctagonAlert,
  yellow: PauseCircle,
};

/** One account: how it stands, its limits, and what can be done about it. */
export function AccountCard({ account, form }: CardProps) {
  const { may } = useSession();
  const [open, setOpen] = useState<'change' | 'delete' | null>(null);
  const standing = standingOf(account);
  const Icon = icons[standing.tone] ?? CircleDashed;
  const isReal = account.provider !== 'simulator';
  return (
    <li className="flex flex-col gap-3 border-t border-line py-4 first:border-t-0">
      <div className="flex flex-wrap items-start gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1">
          <h3 className="flex flex-wrap items-center gap-2 font-semibold">
            {account.name}
            {form === undefined || form.title === account.name ? null : (
              <span className="font-normal text-text-3">{form.title}</span>
            )}
            <Badge tone={standing.tone} icon={<Icon size={14} aria-hidden />}>
              {standing.word}
            </Badge>
          </h3>
          <p className="mt-0.5 text-text-2">{standing.sentence}</p>
        </div>
        {may('admin') ? <Acts account={account} onOpen={setOpen} /> : null}
      </div>
      <Facts account={account} form={form} />
      {account.warnings.map((warning) => (
        <p key={warning} className="flex gap-2 rounded-md bg-yellow-fill px-3 py-2 text-yellow">
          <TriangleAlert size={16} className="mt-0.5 shrink-0" aria-hidden />
          {warning}
        </p>
      ))}
      {isReal && may('admin') ? <WebhookNote accountId={account.id} /> : null}
      {isReal ? <PhoneNumbers accountId={account.id} /> : null}
      {open === 'change' && form ? (
        <Suspense>
          <AccountDialog forms={[form]} account={account} hasReal onClose={() => setOpen(null)} />
        </Suspense>
      ) : null}
      <DeleteAccount account={account} isOpen={open === 'delete'} onClose={() => setOpen(null)} />
    </li>
  );
}

function Acts({ account, onOpen }: { account: ProviderAccount; onOpen: (open: 'change' | 'delete') => void }) {
  const checking = useMutation({
    mutationFn: () => api.providerAccounts.check({ id: account.id }, oneEffect()),
    onSuccess: (now) => {
      queryClient.setQueryData<ProviderAccount[]>(accountsQuery.queryKey, (known) =>
        known?.map((each) => (each.id === now.id ? now : each)),
      );
      toast.say(`${now.name}: ${standingOf(now).sentence}`);
    },
  });
  return (
    <div className="flex items-center gap-1">
      <Button size="sm" isBusy={checking.isPending} onClick={() => checking.mutate()}>
        {checking.isPending ? 'Checking…' : 'Check now'}
      </Button>
      <Menu
        trigger={<IconButton label={`More for ${account.name}`} icon={<MoreHorizontal size={18} aria-hidden />} />}
        entries={[
          { label: 'Change limits or credentials…', onSelect: () => onOpen('change') },
          'line',
          { label: 'Delete…', isDangerous: true, onSelect: () => onOpen('delete') },
        ]}
      />
    </div>
  );
}

function Facts({ account, form }: CardProps) {
  const { check, callsAtOnce, callsPerSecond, activeCalls, credentials } = account;
  const facts: [string, React.ReactNode][] = [
    ['Calls at once', `${count(activeCalls)} of ${count(callsAtOnce)}`],
    ['Calls a second', callsPerSecond === null ? 'No limit' : `at most ${callsPerSecond}`],
    ...Object.entries(credentials).map(([name, hint]): [string, React.ReactNode] => [
      form?.credentials.find((field) => field.name === name)?.label ?? name,
      <span key={name} className="font-mono text-sm">
        {hint}
      </span>,
    ]),
    ...(check.balance === null ? [] : [['Balance', balanceText(check.balance)] as [string, React.ReactNode]]),
    ...(check.at === null
      ? []
      : [['Checked', <Time key="at" at={check.at} isRelative />] as [string, React.ReactNode]]),
  ];
  return (
    <dl className="flex flex-wrap gap-x-8 gap-y-2">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt className="text-sm text-text-3">{name}</dt>
          <dd className="figures">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function DeleteAccount({ account, ...dialog }: { account: ProviderAccount; isOpen: boolean; onClose: () => void }) {
  const deleting = useMutation({
    mutationFn: () => api.providerAccounts.delete({ id: account.id }),
    onSuccess: () => {
      dialog.onClose();
      toast.say(`${account.name} is deleted.`);
      return queryClient.invalidateQueries({ queryKey: accountsQuery.queryKey });
    },
  });
  return (
    <Confirm
      {...dialog}
      title={`Delete ${account.name}?`}
      description="Its credentials are forgotten, and its webhook address stops working. It is refused while agents, campaigns or calls use it. This can’t be undone."
      act="Delete account"
      keep="Keep account"
      isBusy={deleting.isPending}
      onConfirm={() => deleting.mutate()}
    />
  );
}
