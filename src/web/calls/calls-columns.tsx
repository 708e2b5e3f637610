import { Link } from '@tanstack/react-router';
import type { Call } from '#contract/calls.ts';
import { Phone } from '#web/format/phone.tsx';
import { Time } from '#web/format/time-of.tsx';
import { duration } from '#web/format/time.ts';
import { withZone } from '#web/format/zone-header.ts';
import type { Column } from '#web/ui/table/column.ts';
import { Disposition } from './disposition.tsx';

/** What a table of calls shows; the campaign where their names are given. */
export function callColumns(
  timeZone: string | undefined,
  names: ReadonlyMap<string, string> | undefined,
): Column<Call>[] {
  const when: Column<Call> = {
    key: 'when',
    header: withZone('When', timeZone),
    width: '12rem',
    isWideOnly: true,
    render: (call) => <Time at={call.placedAt ?? call.claimedAt} timeZone={timeZone} withZone={false} />,
  };
  return [
    { key: 'person', header: 'Person', width: '18%', render: (call) => <Person call={call} timeZone={timeZone} /> },
    {
      key: 'phone',
      header: 'Phone',
      width: '9.75rem',
      isWideOnly: true,
      render: ({ phone }) => <Phone number={phone} />,
    },
    ...(names ? [campaignOf(names)] : []),
    { key: 'outcome', header: 'Outcome', width: '9rem', isWideOnly: true, render: (call) => <Disposition {...call} /> },
    ...lengths,
    when,
    {
      key: 'summary',
      header: 'Summary',
      isWideOnly: true,
      render: ({ summary, reason }) => <span className="text-text-2">{summary ?? reason ?? ''}</span>,
    },
  ];
}

const lengths: Column<Call>[] = [
  {
    key: 'talk',
    header: 'Talked',
    width: '5rem',
    align: 'end',
    isWideOnly: true,
    render: ({ talkSeconds }) =>
      talkSeconds === null || talkSeconds === 0 ? <span className="text-text-3">–</span> : duration(talkSeconds),
  },
  {
    key: 'attempt',
    header: 'Attempt',
    width: '5.5rem',
    align: 'end',
    isWideOnly: true,
    render: ({ attempt }) => attempt,
  },
];

function campaignOf(names: ReadonlyMap<string, string>): Column<Call> {
  return {
    key: 'campaign',
    header: 'Campaign',
    width: '10rem',
    isWideOnly: true,
    render: ({ campaignId }) => (
      <Link to="/campaigns/$campaignId" params={{ campaignId }} className="hover:text-accent hover:underline">
        {names.get(campaignId) ?? 'Campaign'}
      </Link>
    ),
  };
}

function Person({ call, timeZone }: { call: Call; timeZone: string | undefined }) {
  return (
    <>
      <span className="block truncate font-semibold md:font-normal">{call.name ?? <Phone number={call.phone} />}</span>
      <span className="flex items-center gap-2 text-sm text-text-2 md:hidden">
        <Disposition {...call} />
        <span className="figures truncate text-text-3">
          <Time at={call.placedAt ?? call.claimedAt} timeZone={timeZone} withZone={false} />
        </span>
      </span>
    </>
  );
}
