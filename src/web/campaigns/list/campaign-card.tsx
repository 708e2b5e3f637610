import { Link, useNavigate } from '@tanstack/react-router';
import type { KeyboardEvent } from 'react';
import type { CampaignGlance } from '#contract/campaign-list.ts';
import type { Campaign } from '#contract/campaigns.ts';
import { CampaignActions, pauseOrResume } from '#web/campaigns/actions/campaign-actions.tsx';
import { useCampaignVerb } from '#web/campaigns/actions/verbs.ts';
import { OutcomeBar } from '#web/campaigns/outcome-bar.tsx';
import { StatusBadge } from '#web/campaigns/status-badge.tsx';
import { count } from '#web/format/number.ts';
import { Time } from '#web/format/time-of.tsx';
import { zoneOfViewer } from '#web/format/time.ts';
import { Sparkline } from '#web/ui/figures/sparkline.tsx';
import { Finish, Reason, Tallies } from './campaign-facts.tsx';

type CampaignCardProps = { campaign: Campaign; glance: CampaignGlance | undefined };

/** A campaign at a glance: what it does, why, how far it is, when it ends, and what can be done. */
export function CampaignCard({ campaign, glance }: CampaignCardProps) {
  const { counts } = campaign;
  const isOver = ['completed', 'cancelled'].includes(campaign.status);
  return (
    <article className="flex h-full flex-col gap-3 rounded-lg border border-line bg-surface p-4 focus-within:border-line-strong hover:border-line-strong">
      <header>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="-m-1 min-w-0 flex-1 basis-40 truncate p-1 text-lg font-semibold">
            <Link
              to="/campaigns/$campaignId"
              params={{ campaignId: campaign.id }}
              data-card
              className="hover:underline"
            >
              {campaign.name}
            </Link>
          </h2>
          <StatusBadge campaign={campaign} />
        </div>
        <p className="mt-0.5 text-sm text-text-2">
          {campaign.agentName ?? 'No agent yet'} · <Since campaign={campaign} />
        </p>
      </header>
      {['running', 'paused'].includes(campaign.status) ? <Lately campaign={campaign} glance={glance} /> : null}
      <div className="flex flex-col gap-2">
        <p className="flex items-baseline justify-between gap-2">
          <span className="figures font-semibold">{counts.progress} %</span>
          <span className="figures text-sm text-text-2">
            {count(counts.finished)} of {count(counts.total)}
          </span>
        </p>
        <OutcomeBar counts={counts} label={`Progress of ${campaign.name}`} />
        <Tallies counts={counts} />
      </div>
      <div className="min-h-10 text-text-2">
        <p className="line-clamp-2">
          <Reason campaign={campaign} />
        </p>
        <p className="text-sm text-text-3">
          <Finish campaign={campaign} glance={glance} />
        </p>
      </div>
      <footer className="mt-auto flex flex-wrap items-center gap-2 border-t border-line pt-3">
        <CampaignActions campaign={campaign} size="sm" />
        <Link
          to="/campaigns/$campaignId"
          params={{ campaignId: campaign.id }}
          className="ms-auto rounded px-1 font-semibold text-accent hover:underline"
        >
          {isOver ? 'View results' : 'View'}
          <span className="sr-only"> of {campaign.name}</span> <span aria-hidden>→</span>
        </Link>
      </footer>
    </article>
  );
}

function Since({ campaign: { startedAt, createdAt, timeZone } }: { campaign: Campaign }) {
  // Its hours are on another clock than these instants: the card says which one this is.
  const withZone = timeZone !== zoneOfViewer();
  return startedAt === null ? (
    <>
      created <Time at={createdAt} withZone={withZone} />
    </>
  ) : (
    <>
      started <Time at={startedAt} withZone={withZone} />
    </>
  );
}

/** The calls of the last quarter of an hour against the limit. */
function Lately({ campaign, glance }: CampaignCardProps) {
  const limit = glance?.limit ?? campaign.concurrentCallsLimit;
  const words = `${count(campaign.counts.calling)} of ${count(limit)} calls`;
  return (
    <div className="flex items-center gap-3">
      <Sparkline
        values={glance?.calls ?? [0, 0]}
        limit={limit}
        label={`Calls in progress in the last 15 minutes; now ${words}`}
        className="h-8 min-w-0 flex-1"
      />
      <span className="figures shrink-0 text-sm text-text-2">{words}</span>
    </div>
  );
}

/** Keys on the card that has the focus: `p` pauses or resumes, `e` edits, arrows go to the next. */
export function useCardKeys() {
  const navigate = useNavigate();
  const { act } = useCampaignVerb();
  return (event: KeyboardEvent, campaign: Campaign) => {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const verb = pauseOrResume(campaign);
    const keys: Record<string, (() => void) | undefined> = {
      p: verb === null ? undefined : () => act(campaign, verb),
      e: campaign.allowedActions.includes('edit')
        ? () => void navigate({ to: '/campaigns/$campaignId/settings', params: { campaignId: campaign.id } })
        : undefined,
      j: () => focusCard(event.currentTarget, 1),
      ArrowDown: () => focusCard(event.currentTarget, 1),
      k: () => focusCard(event.currentTarget, -1),
      ArrowUp: () => focusCard(event.currentTarget, -1),
    };
    const run = keys[event.key];
    if (run === undefined) return;
    event.preventDefault();
    run();
  };
}

function focusCard(from: Element, by: 1 | -1): void {
  const to = by === 1 ? from.nextElementSibling : from.previousElementSibling;
  to?.querySelector<HTMLElement>('[data-card]')?.focus();
}
