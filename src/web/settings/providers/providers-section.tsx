import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import type { ProviderAccount } from '#contract/provider-accounts.ts';
import { useSession } from '#web/session.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { ReadOnlyNote, Section } from '../section.tsx';
import { AccountCard } from './account-card.tsx';
import type { Form } from './queries.ts';
import { accountsQuery, providersQuery } from './queries.ts';

const AccountDialog = lazy(async () => ({ default: (await import('./account-dialog.tsx')).AccountDialog }));

/** Through whom calls are placed. */
export function ProvidersSection() {
  const { may } = useSession();
  const accounts = useQuery(accountsQuery);
  const forms = useQuery(providersQuery);
  const [isAdding, setAdding] = useState(false);
  const error = accounts.error ?? forms.error;
  const known = accounts.data && forms.data ? { accounts: accounts.data, forms: forms.data } : undefined;
  return (
    <Section
      id="providers"
      lead="Accounts at those who place the calls. Credentials are sealed, and never shown again in full."
      aside={
        may('admin') ? (
          <Button icon={<Plus size={16} aria-hidden />} onClick={() => setAdding(true)} disabled={!known}>
            Add a provider
          </Button>
        ) : null
      }
    >
      {may('admin') ? null : <ReadOnlyNote>Only an admin adds and changes accounts.</ReadOnlyNote>}
      {known ? <Accounts {...known} /> : <NoneYet error={error} onRetry={() => void accounts.refetch()} />}
      {known && isAdding ? <AddAccount {...known} onClose={() => setAdding(false)} /> : null}
    </Section>
  );
}

function NoneYet({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  if (error !== null) return <ErrorCard what="the provider accounts" error={error} onRetry={onRetry} />;
  return <SkeletonRows rows={2} className="my-3 h-20 w-full" />;
}

type Known = { accounts: readonly ProviderAccount[]; forms: readonly Form[] };

function Accounts({ accounts, forms }: Known) {
  return (
    <ul>
      {accounts.map((account) => (
        <AccountCard
          key={account.id}
          account={account}
          form={forms.find(({ provider }) => provider === account.provider)}
        />
      ))}
    </ul>
  );
}

function AddAccount({ accounts, forms, onClose }: Known & { onClose: () => void }) {
  const hasReal = accounts.some(({ provider }) => provider !== 'simulator');
  return (
    <Suspense>
      <AccountDialog forms={forms} hasReal={hasReal} onClose={onClose} />
    </Suspense>
  );
}
