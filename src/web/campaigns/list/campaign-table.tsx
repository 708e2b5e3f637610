import { Link, useNavigate } from '@tanstack/react-router';
import type { CampaignGlance } from '#contract/campaign-list.ts';
import type { Campaign } from '#contract/campaigns.ts';
import { CampaignActions } from '#web/campaigns/actions/campaign-actions.tsx';
import { stillToCall } from '#web/campaigns/outcomes.ts';
import { OutcomeBar } from '#web/campaigns/outcome-bar.tsx';
import { StatusBadge } from '#web/campaigns/status-badge.tsx';
import { count } from '#web/format/number.ts';
import { DataTable } from '#web/ui/data-table.tsx';
import type { Column } from '#web/ui/table/column.ts';
import { Finish, Reason } from './campaign-facts.tsx';
import { useCardKeys } from './campaign-card.tsx';

type CampaignTableProps = {
  campaigns: readonly Campaign[];
  glances: ReadonlyMap<string, CampaignGlance> | undefined;
  total: number;
  onMore?: (() => void) | undefined;
};

/** Many campaigns, one a line. */
export function CampaignTable({ campaigns, glances, total, onMore }: CampaignTableProps) {
  const navigate = useNavigate();
  const onRowKey = useCardKeys();
  return (
    <DataTable
      label="Campaigns"
      columns={columnsWith(glances)}
      rows={campaigns}
      idOf={({ id }) => id}
      total={total}
      rowHeight={56}
      onOpen={({ id }) => void navigate({ to: '/campaigns/$campaignId', params: { campaignId: id } })}
      onMore={onMore}
      onRowKey={onRowKey}
    />
  );
}

function columnsWith(glances: CampaignTableProps['glances']): Column<Campaign>[] {
  return [
    { key: 'name', header: 'Name', width: '13.5rem', render: (campaign) => <NameCell campaign={campaign} /> },
    { ...wide('15.5rem'), key: 'state', header: 'State', render: (campaign) => <StatusBadge campaign={campaign} /> },
    {
      ...wide('8rem'),
      key: 'progress',
      header: 'Progress',
      render: (campaign) => <ProgressCell campaign={campaign} />,
    },
    {
      ...wide('5.5rem'),
      key: 'success',
      header: 'Success',
      align: 'end',
      render: ({ counts }) => (counts.completed + counts.failed === 0 ? '–' : `${counts.successRate} %`),
    },
    {
      ...wide('5rem'),
      key: 'queue',
      header: 'Queue',
      align: 'end',
      render: ({ counts }) => count(stillToCall(counts)),
    },
    {
      isWideOnly: true,
      key: 'next',
      header: 'Why, and when it ends',
      render: (campaign) => <OutlookCell campaign={campaign} glance={glances?.get(campaign.id)} />,
    },
    {
      key: 'actions',
      header: <span className="sr-only">Actions</span>,
      width: '6rem',
      render: (campaign) => (
        <span className="flex justify-end gap-1">
          <CampaignActions campaign={campaign} isCompact />
        </span>
      ),
    },
  ];
}

function wide(width: string) {
  return { width, isWideOnly: true };
}

function ProgressCell({ campaign: { name, counts } }: { campaign: Campaign }) {
  return (
    <span className="flex items-center gap-2">
      <OutcomeBar counts={counts} label={`Progress of ${name}`} className="h-1.5" />
      <span className="figures w-10 shrink-0 text-end text-sm">{counts.progress} %</span>
    </span>
  );
}

function OutlookCell({ campaign, glance }: { campaign: Campaign; glance: CampaignGlance | undefined }) {
  return (
    <span className="block text-sm">
      <span className="block truncate">
        <Reason campaign={campaign} />
      </span>
      <span className="block truncate text-text-3">
        <Finish campaign={campaign} glance={glance} />
      </span>
    </span>
  );
}

/** On a phone the state and how far it is stand below the name. */
function NameCell({ campaign }: { campaign: Campaign }) {
  return (
    <span className="block">
      <Link
        to="/campaigns/$campaignId"
        params={{ campaignId: campaign.id }}
        tabIndex={-1}
        className="block truncate font-semibold hover:underline"
      >
        {campaign.name}
      </Link>
      <span className="block truncate text-sm text-text-3 max-md:hidden">{campaign.agentName ?? 'No agent yet'}</span>
      <span className="flex items-center gap-2 md:hidden">
        <StatusBadge campaign={campaign} />
        <span className="figures text-sm text-text-2">{campaign.counts.progress} %</span>
      </span>
    </span>
  );
}
