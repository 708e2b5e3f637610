import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Ban, PhoneOutgoing } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import type { Contact } from '#contract/contacts.ts';
import { Disposition } from '#web/calls/disposition.tsx';
import { neverCall } from '#web/calls/drawer/never-call.ts';
import { DataFacts, Section } from '#web/calls/drawer/section.tsx';
import { useOpenCall } from '#web/calls/open-call.ts';
import { PersonStatus } from '#web/campaigns/people/person-status.tsx';
import { useNow } from '#web/clock.ts';
import { Phone } from '#web/format/phone.tsx';
import { Time } from '#web/format/time-of.tsx';
import { clockTime, duration, zoneName } from '#web/format/time.ts';
import { useSession } from '#web/session.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { Badge } from '#web/ui/feedback/badge.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { Drawer } from '#web/ui/overlays/drawer.tsx';
import { contactCallsQuery, contactCampaignsQuery, contactQuery } from '../queries.ts';
import { ContactForm } from './contact-form.tsx';
import { TagEditor } from './tag-editor.tsx';

const BulkCallDialog = lazy(async () => ({
  default: (await import('#web/campaigns/form/bulk-call-dialog.tsx')).BulkCallDialog,
}));

/** One person: what is known, which campaigns call him, what came of the calls. */
export function ContactDrawer({ contactId, onClose }: { contactId: string; onClose: () => void }) {
  const { data: contact, error, refetch } = useQuery(contactQuery(contactId));
  return (
    <Drawer
      isOpen
      onClose={onClose}
      title={contact ? <Title contact={contact} /> : 'Contact'}
      actions={contact ? <Actions contact={contact} /> : null}
    >
      {error ? <ErrorCard what="this contact" error={error} onRetry={() => void refetch()} /> : null}
      {contact ? <Body contact={contact} /> : error ? null : <SkeletonRows rows={8} className="h-8 w-full" />}
    </Drawer>
  );
}

function Title({ contact }: { contact: Contact }) {
  const now = useNow(15_000);
  return (
    <>
      <span className="block break-words">{contact.name ?? <Phone number={contact.phone} />}</span>
      <span className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm font-normal text-text-2">
        <Phone number={contact.phone} />
        {contact.timeZone === null ? null : (
          <span className="figures text-text-3">
            {clockTime(now, contact.timeZone)} there ({zoneName(now, contact.timeZone)})
          </span>
        )}
        {contact.suppressed ? (
          <Badge tone="red" icon={<Ban size={12} aria-hidden />}>
            Never call
          </Badge>
        ) : null}
      </span>
    </>
  );
}

function Body({ contact }: { contact: Contact }) {
  const { may } = useSession();
  return (
    <>
      <ContactForm key={contact.updatedAt.toISOString()} contact={contact} isReadOnly={!may('operator')} />
      <Section title="Tags">
        <TagEditor contact={contact} isReadOnly={!may('operator')} />
      </Section>
      <Campaigns contactId={contact.id} />
      <Calls contactId={contact.id} />
      {Object.keys(contact.custom).length === 0 ? null : (
        <Section title="Variables">
          <DataFacts data={contact.custom} />
        </Section>
      )}
    </>
  );
}

function Campaigns({ contactId }: { contactId: string }) {
  const { data } = useQuery(contactCampaignsQuery(contactId));
  return (
    <Section title="Campaigns">
      {data?.data.length === 0 ? <p className="text-text-2">In no campaign yet.</p> : null}
      <ul className="flex flex-col">
        {data?.data.map(({ id, campaignId, campaignName, status, attempts }) => (
          <li key={id} className="flex min-h-9 items-center justify-between gap-3">
            <Link to="/campaigns/$campaignId" params={{ campaignId }} className="truncate text-accent hover:underline">
              {campaignName}
            </Link>
            <span className="flex shrink-0 items-center gap-3 text-text-2">
              <span className="figures text-sm text-text-3">{attempts === 0 ? '' : `${attempts}×`}</span>
              <PersonStatus status={status} />
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Calls({ contactId }: { contactId: string }) {
  const { data } = useQuery(contactCallsQuery(contactId));
  const openCall = useOpenCall();
  const ids = data?.data.map(({ id }) => id) ?? [];
  return (
    <Section title="Calls">
      {ids.length === 0 && data ? <p className="text-text-2">Not called yet.</p> : null}
      <ul className="-mx-2 flex flex-col">
        {data?.data.map((call) => (
          <li key={call.id}>
            <button
              type="button"
              onClick={() => openCall(call.id, ids)}
              className="flex min-h-9 w-full items-center justify-between gap-3 rounded-md px-2 text-start hover:bg-hover"
            >
              <Disposition {...call} />
              <span className="figures flex shrink-0 gap-3 text-text-2">
                {call.talkSeconds ? duration(call.talkSeconds) : ''}
                <Time at={call.placedAt ?? call.claimedAt} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Actions({ contact }: { contact: Contact }) {
  const { may } = useSession();
  const [isCalling, setCalling] = useState(false);
  const { phone, name, suppressed } = contact;
  const never = useMutation({
    mutationFn: () => neverCall({ phones: [phone], who: name ?? phone, mayUndo: may('admin') }),
  });
  if (!may('operator')) return null;
  return (
    <>
      <Button
        size="sm"
        icon={<PhoneOutgoing size={16} aria-hidden />}
        disabled={suppressed}
        onClick={() => setCalling(true)}
      >
        Call
      </Button>
      <Button
        size="sm"
        icon={<Ban size={16} aria-hidden />}
        disabled={suppressed}
        isBusy={never.isPending}
        onClick={() => never.mutate()}
      >
        {suppressed ? 'On the never-call list' : 'Never call'}
      </Button>
      <Suspense>
        {isCalling ? <BulkCallDialog contactIds={[contact.id]} onClose={() => setCalling(false)} /> : null}
      </Suspense>
    </>
  );
}
