import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, Outlet, useNavigate, useParams, useRouterState } from '@tanstack/react-router';
import { ChevronLeft, Download } from 'lucide-react';
import type { Campaign } from '#contract/campaigns.ts';
import { isRefusal } from '#web/api.ts';
import { CampaignActions } from '#web/campaigns/actions/campaign-actions.tsx';
import { useCampaignVerb } from '#web/campaigns/actions/verbs.ts';
import { campaignListQuery, campaignQuery } from '#web/campaigns/queries.ts';
import { StatusBadge } from '#web/campaigns/status-badge.tsx';
import { useNow } from '#web/clock.ts';
import { count, shortCount } from '#web/format/number.ts';
import { useSession } from '#web/session.ts';
import { NotFoundPage } from '#web/shell/not-found-page.tsx';
import { Page } from '#web/shell/page.tsx';
import { useShortcuts } from '#web/shell/shortcuts.ts';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { Skeleton, SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { TabLinks } from '#web/ui/tab-links.tsx';
import { saveExport } from './export.ts';
import { factsOf } from './facts.ts';
import { phoneNumbersQuery, statsQuery } from './queries.ts';

/** One campaign: what it is, what can be done with it, and its tabs. */
export function CampaignPage() {
  const { campaignId } = useParams({ from: '/shell/campaigns/$campaignId' });
  const { data: campaign, error, refetch } = useQuery(campaignQuery(campaignId));
  useNeighbours(campaignId);
  if (error && isRefusal(error) && error.status === 404) return <NotFoundPage />;
  if (!campaign)
    return (
      <Page title="Campaign" above={<BackLink />} below={<Skeleton className="h-[4.25rem] w-full" />}>
        <div className="pt-5">
          {error ? (
            <ErrorCard what="this campaign" error={error} onRetry={() => void refetch()} />
          ) : (
            <SkeletonRows rows={4} className="h-28 w-full" />
          )}
        </div>
      </Page>
    );
  return (
    <Page
      title={campaign.name}
      above={<BackLink />}
      badge={<StatusBadge campaign={campaign} />}
      actions={<Actions campaign={campaign} />}
      below={<Below campaign={campaign} />}
    >
      <div className="pt-5">
        <Outlet />
      </div>
    </Page>
  );
}

function BackLink() {
  return (
    <Link
      to="/campaigns"
      className="mb-1 -ms-1 inline-flex min-h-6 items-center gap-0.5 text-sm text-text-2 hover:text-text"
    >
      <ChevronLeft size={16} aria-hidden />
      Campaigns
    </Link>
  );
}

function Actions({ campaign }: { campaign: Campaign }) {
  const navigate = useNavigate();
  const { act } = useCampaignVerb();
  const { may } = useSession();
  const edit = () => void navigate({ to: '/campaigns/$campaignId/settings', params: { campaignId: campaign.id } });
  const toggle = () => {
    if (campaign.allowedActions.includes('pause')) act(campaign, 'pause');
    else if (campaign.allowedActions.includes('resume')) act(campaign, 'resume');
  };
  useShortcuts(
    may('operator')
      ? [
          { keys: 'p', does: 'Pause or resume this campaign', run: toggle },
          { keys: 'e', does: 'Edit this campaign', run: edit },
        ]
      : [],
  );
  const saving = { label: 'Export', icon: <Download size={15} aria-hidden /> };
  return (
    <CampaignActions
      campaign={campaign}
      onDeleted={() => void navigate({ to: '/campaigns' })}
      more={[
        { ...saving, label: 'Export people', onSelect: () => void saveExport(campaign, 'people') },
        { ...saving, label: 'Export calls', onSelect: () => void saveExport(campaign, 'calls') },
      ]}
    />
  );
}

function Below({ campaign }: { campaign: Campaign }) {
  const now = useNow(60_000);
  const { data: numbers } = useQuery({ ...phoneNumbersQuery, enabled: campaign.fromNumberIds.length > 0 });
  const from = campaign.fromNumberIds.flatMap((id) => numbers?.find((each) => each.id === id)?.phone ?? []);
  const { data: stats } = useQuery(statsQuery(campaign.id));
  return (
    <>
      <p className="mb-2 text-sm text-text-2 max-md:line-clamp-1">{factsOf(campaign, { now, from }).join(' · ')}</p>
      <Tabs campaign={campaign} calls={stats?.calls.placed} />
    </>
  );
}

const paths = {
  '': '/campaigns/$campaignId',
  contacts: '/campaigns/$campaignId/contacts',
  queue: '/campaigns/$campaignId/queue',
  calls: '/campaigns/$campaignId/calls',
  analytics: '/campaigns/$campaignId/analytics',
  activity: '/campaigns/$campaignId/activity',
  settings: '/campaigns/$campaignId/settings',
} as const;
type Tab = keyof typeof paths;

function useTab(): Tab {
  return useRouterState({
    select: ({ location }) => {
      const key = location.pathname.split('/')[3] ?? '';
      return key in paths ? (key as Tab) : '';
    },
  });
}

function Tabs({ campaign, calls }: { campaign: Campaign; calls: number | undefined }) {
  const active = useTab();
  const { total, pending, waiting, queued } = campaign.counts;
  const number = (value: number) => (
    <span title={count(value)}>{value < 100_000 ? count(value) : shortCount(value)}</span>
  );
  const params = { campaignId: campaign.id };
  const tab = (key: Tab, label: string, value?: number) => ({
    key,
    label,
    isActive: active === key,
    ...(value === undefined ? {} : { count: number(value) }),
    link: { to: paths[key], params, activeOptions: { exact: true } },
  });
  return (
    <div className="border-b border-line">
      <TabLinks
        label="Parts of this campaign"
        tabs={[
          tab('', 'Overview'),
          tab('contacts', 'Contacts', total),
          tab('queue', 'Queue', pending + waiting + queued),
          tab('calls', 'Calls', calls),
          tab('analytics', 'Analytics'),
          tab('activity', 'Activity'),
          tab('settings', 'Settings'),
        ]}
      />
    </div>
  );
}

/** `[` and `]` go through the campaigns as they were last listed, on the same tab. */
function useNeighbours(campaignId: string): void {
  const navigate = useNavigate();
  const active = useTab();
  const { data } = useInfiniteQuery(campaignListQuery({}));
  const ids = data?.pages.flatMap((page) => page.data.map(({ id }) => id)) ?? [];
  const go = (by: number) => {
    const id = ids[ids.indexOf(campaignId) + by];
    if (id === undefined || !ids.includes(campaignId)) return;
    void navigate({ to: paths[active], params: { campaignId: id } });
  };
  useShortcuts([
    { keys: '[', does: 'Previous campaign', run: () => go(-1) },
    { keys: ']', does: 'Next campaign', run: () => go(1) },
  ]);
}
