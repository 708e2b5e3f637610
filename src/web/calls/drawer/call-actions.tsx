import { useMutation, useQuery } from '@tanstack/react-query';
import { Ban, Link2, PhoneOutgoing } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import type { CallDetail } from '#contract/calls.ts';
import { contactQuery } from '#web/contacts/queries.ts';
import { useSession } from '#web/session.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { toast } from '#web/ui/feedback/toast.ts';
import { neverCall } from './never-call.ts';

const BulkCallDialog = lazy(async () => ({
  default: (await import('#web/campaigns/form/bulk-call-dialog.tsx')).BulkCallDialog,
}));

/** Call again, never again, tell a colleague. */
export function CallActions({ call }: { call: CallDetail }) {
  const { may } = useSession();
  const { contactId, phone, name } = call;
  const { data: contact } = useQuery({ ...contactQuery(contactId ?? ''), enabled: contactId !== null });
  const [isCalling, setCalling] = useState(false);
  const never = useMutation({
    mutationFn: () => neverCall({ phones: [phone], who: name ?? phone, mayUndo: may('admin') }),
  });
  const isSuppressed = contact?.suppressed === true;
  return (
    <>
      {may('operator') ? (
        <>
          <Button
            size="sm"
            icon={<PhoneOutgoing size={16} aria-hidden />}
            disabled={contactId === null || isSuppressed}
            onClick={() => setCalling(true)}
          >
            Call again
          </Button>
          <Button
            size="sm"
            icon={<Ban size={16} aria-hidden />}
            isBusy={never.isPending}
            disabled={isSuppressed}
            onClick={() => never.mutate()}
          >
            {isSuppressed ? 'Never called again' : 'Never call again'}
          </Button>
        </>
      ) : null}
      <Button size="sm" icon={<Link2 size={16} aria-hidden />} onClick={() => void copyLink(call.id)}>
        Copy link
      </Button>
      <Suspense>
        {isCalling && contactId !== null ? (
          <BulkCallDialog contactIds={[contactId]} onClose={() => setCalling(false)} />
        ) : null}
      </Suspense>
    </>
  );
}

async function copyLink(id: string): Promise<void> {
  const link = new URL('/calls', location.origin);
  link.searchParams.set('call', id);
  await navigator.clipboard.writeText(link.href);
  toast.say('Link copied.');
}
