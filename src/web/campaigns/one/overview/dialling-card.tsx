import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Check, CircleDashed, Clock, OctagonAlert, Pause, PhoneOutgoing } from 'lucide-react';
import { useRef } from 'react';
import type { Campaign } from '#contract/campaigns.ts';
import { useCampaignDialogs } from '#web/campaigns/actions/campaign-dialogs.tsx';
import { useCampaignVerb, useDuplicate } from '#web/campaigns/actions/verbs.ts';
import { saveExport } from '#web/campaigns/one/export.ts';
import { analyticsQuery } from '#web/campaigns/one/queries.ts';
import { useNow } from '#web/clock.ts';
import { useSession } from '#web/session.ts';
import { concurrencyQuery } from '#web/shell/concurrency-meter.tsx';
import { Button, ButtonLink } from '#web/ui/controls/button.tsx';
import { Popover } from '#web/ui/overlays/popover.tsx';
import { headlineOf } from './standing.ts';
import { sentenceOf } from './dialling-sentence.ts';
import type { NextAction, Sentence } from './dialling-sentence.ts';

const looks: Record<Sentence['tone'], { icon: typeof Clock; className: string }> = {
  new: { icon: CircleDashed, className: 'bg-grey-fill text-grey' },
  calling: { icon: PhoneOutgoing, className: 'bg-blue-fill text-blue' },
  waiting: { icon: Clock, className: 'bg-violet-fill text-violet' },
  stopped: { icon: Pause, className: 'bg-yellow-fill text-yellow' },
  trouble: { icon: OctagonAlert, className: 'bg-red-fill text-red' },
  over: { icon: Check, className: 'bg-green-fill text-green' },
};

/** Why it calls or doesn't, until when, and the one thing to do about it. */
export function DiallingCard({ campaign }: { campaign: Campaign }) {
  const now = useNow();
  const { isSystemAdmin } = useSession();
  const { data } = useQuery(concurrencyQuery);
  const limits = data ? { workspace: data.limit, system: data.system.limit } : null;
  const { tone, title, text, action } = sentenceOf({
    ...{ campaign, now, limits, isAdmin: isSystemAdmin },
    headline: useHeadline(campaign),
  });
  const { icon: Icon, className } = looks[tone];
  const isTrouble = tone === 'trouble';
  return (
    <section
      aria-labelledby="dialling-title"
      className={`flex flex-wrap items-center gap-x-4 gap-y-3 rounded-lg border p-4 ${isTrouble ? 'border-red bg-red-fill' : 'border-line bg-surface'}`}
    >
      <span className={`grid size-9 shrink-0 place-items-center rounded-full ${className}`}>
        <Icon size={18} aria-hidden />
      </span>
      <div className="min-w-0 flex-1 basis-64">
        <h2 id="dialling-title" className={`text-sm ${isTrouble ? 'text-red' : 'text-text-2'}`}>
          {title}
        </h2>
        <p className="figures text-lg font-semibold text-balance">{text}</p>
        <Spoken campaign={campaign} text={text.startsWith(title) ? text : `${title}. ${text}`} />
      </div>
      <div className="flex flex-wrap items-center gap-2">
        <HowLimitsWork isShown={campaign.dispatch.binding?.endsWith('_limit') ?? false} />
        <ActionButton campaign={campaign} action={action} />
      </div>
    </section>
  );
}

function useHeadline(campaign: Campaign): string | null {
  const isOver = campaign.status === 'completed' || campaign.status === 'cancelled';
  const { data } = useQuery({ ...analyticsQuery(campaign.id), enabled: isOver });
  return isOver && data ? headlineOf(campaign, data.funnel) : null;
}

/** Told to those who can't see it when the reason changes, not with every number. */
function Spoken({ campaign: { dispatch }, text }: { campaign: Campaign; text: string }) {
  const reason = `${dispatch.state} ${dispatch.binding}`;
  const told = useRef({ reason, text });
  if (told.current.reason !== reason) told.current = { reason, text };
  return (
    <span aria-live="polite" className="sr-only">
      {told.current.text}
    </span>
  );
}

function HowLimitsWork({ isShown }: { isShown: boolean }) {
  if (!isShown) return null;
  return (
    <Popover title="How limits work" align="end" trigger={<Button look="quiet">How limits work</Button>}>
      <p className="text-text-2">
        Four limits hold at every moment: the campaign’s, your workspace’s, the provider account’s and the
        installation’s. The smallest one that is reached is the bottleneck. When a call ends, the next starts at once.
        Lowering a limit never cuts a call.
      </p>
    </Popover>
  );
}

function ActionButton({ campaign, action }: { campaign: Campaign; action: NextAction }) {
  const { act, isBusy } = useCampaignVerb();
  const { ask, dialogs } = useCampaignDialogs();
  const { mutate: duplicate } = useDuplicate();
  const navigate = useNavigate();
  const { may } = useSession();
  const params = { campaignId: campaign.id };
  switch (action.kind) {
    case 'tab':
      return (
        <ButtonLink to={`/campaigns/$campaignId/${action.to}`} params={params}>
          {action.label}
        </ButtonLink>
      );
    case 'place':
      return <ButtonLink to={action.to}>{action.label}</ButtonLink>;
    case 'export':
      return <Button onClick={() => saveExport(campaign, 'people')}>{action.label}</Button>;
    case 'verb':
      if (!may('operator')) return null;
      return (
        <Button isBusy={isBusy} onClick={() => act(campaign, action.verb)}>
          {action.label}
        </Button>
      );
    case 'retry':
      if (!may('operator')) return null;
      return (
        <>
          <Button look="primary" onClick={() => ask(campaign, 'retry')}>
            {action.label}
          </Button>
          {dialogs}
        </>
      );
    case 'duplicate': {
      if (!may('operator')) return null;
      const go = ({ id }: Campaign) =>
        void navigate({ to: '/campaigns/$campaignId/settings', params: { campaignId: id } });
      return (
        <Button onClick={() => duplicate({ id: campaign.id, contacts: false }, { onSuccess: go })}>
          {action.label}
        </Button>
      );
    }
  }
}
