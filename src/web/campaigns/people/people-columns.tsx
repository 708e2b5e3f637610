import type { Enrollment } from '#contract/enrollments.ts';
import { Disposition } from '#web/calls/disposition.tsx';
import { Phone } from '#web/format/phone.tsx';
import { Time } from '#web/format/time-of.tsx';
import { duration } from '#web/format/time.ts';
import { withZone } from '#web/format/zone-header.ts';
import type { Column } from '#web/ui/table/column.ts';
import { PersonStatus } from './person-status.tsx';

/** What a table of a campaign's people shows; `variables` are columns of the file that were chosen. */
export function peopleColumns(timeZone: string | undefined, variables: readonly string[]): Column<Enrollment>[] {
  return [
    { key: 'name', header: 'Name', width: '18%', render: (person) => <Name person={person} /> },
    {
      key: 'phone',
      header: 'Phone',
      width: '9.75rem',
      isWideOnly: true,
      render: ({ phone }) => <Phone number={phone} />,
    },
    {
      key: 'status',
      header: 'Status',
      width: '8rem',
      isWideOnly: true,
      render: ({ status }) => <PersonStatus status={status} />,
    },
    {
      key: 'outcome',
      header: 'Last outcome',
      width: '9rem',
      isWideOnly: true,
      render: (person) => <LastOutcome {...person} />,
    },
    {
      key: 'attempts',
      header: 'Attempts',
      width: '5.75rem',
      align: 'end',
      isWideOnly: true,
      render: ({ attempts }) => (attempts === 0 ? <span className="text-text-3">0</span> : attempts),
    },
    {
      key: 'talked',
      header: 'Talked',
      width: '5rem',
      align: 'end',
      isWideOnly: true,
      render: ({ lastCall }) => {
        const seconds = lastCall?.talkSeconds ?? 0;
        return seconds === 0 ? <span className="text-text-3">–</span> : duration(seconds);
      },
    },
    {
      key: 'when',
      header: withZone('Last call, or due', timeZone),
      width: '12rem',
      isWideOnly: true,
      render: (person) => <When person={person} timeZone={timeZone} />,
    },
    ...variables.map((name) => ({
      key: `variable ${name}`,
      header: name.replaceAll('_', ' '),
      isWideOnly: true,
      render: ({ custom }: Enrollment) => textOf(custom[name]),
    })),
  ];
}

function Name({ person }: { person: Enrollment }) {
  return (
    <>
      <span className="block truncate font-semibold md:font-normal">
        {person.name ?? <Phone number={person.phone} />}
      </span>
      <span className="flex items-center gap-3 truncate text-sm text-text-2 md:hidden">
        <PersonStatus status={person.status} />
        {person.lastCall === null ? null : <Disposition {...person.lastCall} />}
      </span>
    </>
  );
}

function LastOutcome({ lastCall }: Enrollment) {
  return lastCall === null ? <span className="text-text-3">Not called yet</span> : <Disposition {...lastCall} />;
}

function When({ person, timeZone }: { person: Enrollment; timeZone: string | undefined }) {
  if (person.dueAt !== null)
    return (
      <>
        due <Time at={person.dueAt} timeZone={timeZone} withZone={false} />
      </>
    );
  return person.lastCall === null ? (
    <span className="text-text-3">–</span>
  ) : (
    <Time at={person.lastCall.at} timeZone={timeZone} withZone={false} />
  );
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
