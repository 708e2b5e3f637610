import { useQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import type { ApiKey } from '#contract/api-keys.ts';
import { useNow } from '#web/clock.ts';
import { Time } from '#web/format/time-of.tsx';
import { useSession } from '#web/session.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { Badge } from '#web/ui/feedback/badge.tsx';
import { Empty } from '#web/ui/feedback/empty.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { keyState } from './key-state.ts';
import { apiKeysQuery } from './queries.ts';
import { RevokeDialog } from './revoke-dialog.tsx';

const NewKeyDialog = lazy(async () => ({ default: (await import('./new-key-dialog.tsx')).NewKeyDialog }));

/** Keys for programs: what each may do, and when it was last used. */
export function ApiKeys() {
  const { may } = useSession();
  if (!may('admin'))
    return (
      <Empty icon={<KeyRound size={32} aria-hidden />} title="Admins make API keys">
        Ask an admin of this workspace for a key with the scopes that your program needs.
      </Empty>
    );
  return <KeyList />;
}

function KeyList() {
  const { data, error, refetch } = useQuery(apiKeysQuery);
  const [isMaking, setMaking] = useState(false);
  const [revoked, setRevoked] = useState<ApiKey | null>(null);
  const make = (
    <Button look="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setMaking(true)}>
      New key
    </Button>
  );
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center justify-between gap-3">
        <p className="max-w-[64ch] text-text-2">
          A program says who it is with <code className="font-mono text-sm">Authorization: Bearer …</code>. Give each
          its own key, with no more than it needs.
        </p>
        {make}
      </div>
      {error ? <ErrorCard what="the API keys" error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <SkeletonRows rows={4} className="h-16 w-full" /> : null}
      {data?.length === 0 ? (
        <Empty icon={<KeyRound size={32} aria-hidden />} title="No API keys yet" actions={make} />
      ) : null}
      {data && data.length > 0 ? (
        <ul className="rounded-lg border border-line bg-surface">
          {data.map((key) => (
            <KeyRow key={key.id} apiKey={key} onRevoke={() => setRevoked(key)} />
          ))}
        </ul>
      ) : null}
      <Suspense>{isMaking ? <NewKeyDialog onClose={() => setMaking(false)} /> : null}</Suspense>
      {revoked ? <RevokeDialog apiKey={revoked} onClose={() => setRevoked(null)} /> : null}
    </>
  );
}

function KeyRow({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const { name, prefix, scopes, lastUsedAt, createdAt, createdBy, isSystemAdmin } = apiKey;
  const state = keyState(apiKey, useNow(60_000));
  return (
    <li className="flex flex-wrap items-center gap-x-6 gap-y-2 border-t border-line px-4 py-3.5 first:border-t-0">
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-2 font-semibold">
          <span className="min-w-0 break-all">{name}</span>
          {state === 'good' ? null : <Badge tone="mute">{state === 'revoked' ? 'Revoked' : 'Expired'}</Badge>}
          {isSystemAdmin ? <Badge tone="violet">Whole installation</Badge> : null}
        </p>
        <p className="mt-0.5 text-sm text-text-2">
          <span className="font-mono">{prefix}…</span> may {scopes.join(', ')}
        </p>
      </div>
      <div className="text-sm text-text-2 md:w-64">
        <p>
          {lastUsedAt === null ? (
            'Never used'
          ) : (
            <>
              Last used <Time at={lastUsedAt} />
            </>
          )}
        </p>
        <p className="text-text-3">
          Made <Time at={createdAt} />
          {createdBy === null ? '' : ` by ${createdBy}`}
        </p>
      </div>
      <div className="md:w-20 md:text-end">
        {state === 'good' ? (
          <Button size="sm" onClick={onRevoke}>
            Revoke
          </Button>
        ) : null}
      </div>
    </li>
  );
}
