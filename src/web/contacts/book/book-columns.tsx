import { Ban } from 'lucide-react';
import type { Contact } from '#contract/contacts.ts';
import { Disposition } from '#web/calls/disposition.tsx';
import { Phone } from '#web/format/phone.tsx';
import { Time } from '#web/format/time-of.tsx';
import type { Column } from '#web/ui/table/column.ts';

/** What a table of the contact book shows. */
export const bookColumns: Column<Contact>[] = [
  { key: 'name', header: 'Name', width: '15%', sort: 'name', render: (contact) => <Name contact={contact} /> },
  {
    key: 'phone',
    header: 'Phone',
    width: '9.75rem',
    isWideOnly: true,
    render: ({ phone }) => <Phone number={phone} />,
  },
  { key: 'company', header: 'Company', isWideOnly: true, render: ({ company }) => company ?? '' },
  {
    key: 'email',
    header: 'E-mail',
    isWideOnly: true,
    render: ({ email }) => <span className="text-text-2">{email ?? ''}</span>,
  },
  {
    key: 'outcome',
    header: 'Last outcome',
    width: '8.5rem',
    isWideOnly: true,
    render: (contact) => <LastOutcome {...contact} />,
  },
  { key: 'tags', header: 'Tags', width: '6.75rem', isWideOnly: true, render: ({ tags }) => <Tags tags={tags} /> },
  {
    key: 'zone',
    header: 'Time zone',
    width: '6.75rem',
    isWideOnly: true,
    render: ({ timeZone, zones }) =>
      timeZone === null ? <span className="text-text-3">one of {zones.length}</span> : cityOf(timeZone),
  },
  {
    key: 'spoken',
    header: 'Last conversation',
    width: '12rem',
    sort: 'lastConversation',
    isWideOnly: true,
    render: ({ lastConversationAt }) =>
      lastConversationAt === null ? <span className="text-text-3">–</span> : <Time at={lastConversationAt} />,
  },
];

function Name({ contact }: { contact: Contact }) {
  return (
    <>
      <span className="flex items-center gap-2 font-semibold md:font-normal">
        <span className="truncate">{contact.name ?? <span className="text-text-3">No name</span>}</span>
        {contact.suppressed ? (
          <span className="inline-flex shrink-0 items-center gap-1 text-sm text-red">
            <Ban size={14} aria-hidden />
            Never call
          </span>
        ) : null}
      </span>
      <span className="flex items-center gap-3 text-sm text-text-2 md:hidden">
        <Phone number={contact.phone} />
        <LastOutcome {...contact} />
      </span>
    </>
  );
}

function LastOutcome({ lastDisposition }: Contact) {
  return lastDisposition === null ? (
    <span className="text-text-3 max-md:hidden">Not called yet</span>
  ) : (
    <Disposition disposition={lastDisposition} />
  );
}

function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <span className="flex gap-1 overflow-hidden">
      {tags.slice(0, 2).map((tag) => (
        <span key={tag} className="truncate rounded-full bg-sunken px-2 text-sm text-text-2">
          {tag}
        </span>
      ))}
      {tags.length > 2 ? <span className="text-sm text-text-3">+{tags.length - 2}</span> : null}
    </span>
  );
}

function cityOf(zone: string): string {
  return zone.split('/').at(-1)?.replaceAll('_', ' ') ?? zone;
}
