import { useNavigate } from '@tanstack/react-router';
import { Ban, Copy, Ellipsis, Pause, Pencil, PhoneOutgoing, Play, Trash2 } from 'lucide-react';
import type { Campaign } from '#contract/campaigns.ts';
import { useSession } from '#web/session.ts';
import { Button, ButtonLink, IconButton } from '#web/ui/controls/button.tsx';
import type { Size } from '#web/ui/controls/button.tsx';
import { Menu } from '#web/ui/overlays/menu.tsx';
import type { MenuEntry } from '#web/ui/overlays/menu-entry.ts';
import { useCampaignDialogs } from './campaign-dialogs.tsx';
import { useCampaignVerb, useDelete, useDuplicate } from './verbs.ts';

const icon = { size: 15, 'aria-hidden': true } as const;

type CampaignActionsProps = {
  campaign: Campaign;
  size?: Size;
  /** Pictures alone, for a row of a table. */
  isCompact?: boolean;
  /** Further entries of the menu, such as an export. */
  more?: readonly MenuEntry[];
  /** Where one goes when the campaign is gone. */
  onDeleted?: () => void;
};

/** What can be done with a campaign as it stands: the verb that matters, Edit, and the rest behind a menu. */
export function CampaignActions(props: CampaignActionsProps) {
  const { campaign, size = 'md', isCompact = false, more = [], onDeleted } = props;
  const { may } = useSession();
  const { entries, dialogs } = useMenu(campaign, onDeleted);
  if (!may('operator')) return null;
  return (
    <>
      <MainVerb campaign={campaign} size={size} isCompact={isCompact} />
      {campaign.allowedActions.includes('edit') && !isCompact ? (
        <ButtonLink
          to="/campaigns/$campaignId/settings"
          params={{ campaignId: campaign.id }}
          size={size}
          icon={<Pencil {...icon} />}
        >
          Edit
        </ButtonLink>
      ) : null}
      <Menu
        trigger={<IconButton label={`More for ${campaign.name}`} icon={<Ellipsis size={18} aria-hidden />} />}
        entries={more.length === 0 ? entries : [...more, 'line', ...entries]}
      />
      {dialogs}
    </>
  );
}

const mainVerbs = {
  draft: { verb: 'start', label: 'Start' },
  scheduled: { verb: 'start', label: 'Start now' },
  running: { verb: 'pause', label: 'Pause' },
  paused: { verb: 'resume', label: 'Resume' },
  failed: { verb: 'resume', label: 'Resume' },
} as const;

type MainVerbProps = { campaign: Campaign; size: Size; isCompact: boolean };

function MainVerb({ campaign, size, isCompact }: MainVerbProps) {
  const { act, isBusy } = useCampaignVerb();
  if (campaign.status === 'cancelled') return null;
  if (campaign.status === 'completed')
    return campaign.counts.failed === 0 || isCompact ? null : <CallUnreached campaign={campaign} size={size} />;
  const { verb, label } = mainVerbs[campaign.status];
  const does = {
    icon: verb === 'pause' ? <Pause {...icon} /> : <Play {...icon} />,
    disabled: isBusy || (campaign.status === 'draft' && campaign.counts.total === 0),
    onClick: () => act(campaign, verb),
  };
  if (isCompact) return <IconButton label={`${label} ${campaign.name}`} {...does} />;
  return (
    <Button size={size} look={verb === 'pause' ? 'plain' : 'primary'} {...does}>
      {label}
    </Button>
  );
}

function CallUnreached({ campaign, size }: { campaign: Campaign; size: Size }) {
  const { ask, dialogs } = useCampaignDialogs();
  return (
    <>
      <Button size={size} icon={<PhoneOutgoing {...icon} />} onClick={() => ask(campaign, 'retry')}>
        Call unreached…
      </Button>
      {dialogs}
    </>
  );
}

/** What `p` does to a campaign: pauses one that runs, lets one that is paused go on; null where it does nothing. */
export function pauseOrResume({ status }: Pick<Campaign, 'status'>): 'pause' | 'resume' | null {
  return status === 'running' ? 'pause' : status === 'paused' ? 'resume' : null;
}

function useMenu(campaign: Campaign, onDeleted: (() => void) | undefined) {
  const navigate = useNavigate();
  const { mutate: duplicate } = useDuplicate();
  const remove = useDelete();
  const { ask, dialogs } = useCampaignDialogs(onDeleted === undefined ? {} : { onDeleted });
  const copy = (contacts: boolean) =>
    duplicate(
      { id: campaign.id, contacts },
      {
        onSuccess: ({ id }) => void navigate({ to: '/campaigns/$campaignId/settings', params: { campaignId: id } }),
      },
    );
  const isNew = campaign.status === 'draft' || campaign.status === 'scheduled';
  const deleteIt = () => {
    if (!isNew) return ask(campaign, 'delete');
    remove(campaign);
    onDeleted?.();
  };
  const can = (action: Campaign['allowedActions'][number]) => campaign.allowedActions.includes(action);
  const entries: MenuEntry[] = [
    { label: 'Duplicate', icon: <Copy {...icon} />, onSelect: () => copy(false) },
    { label: 'Duplicate with its people', icon: <Copy {...icon} />, onSelect: () => copy(true) },
    ...when(can('retry'), {
      label: 'Call again…',
      icon: <PhoneOutgoing {...icon} />,
      onSelect: () => ask(campaign, 'retry'),
    }),
    ...when<MenuEntry>(can('cancel') || can('delete'), 'line'),
    ...when(can('cancel'), {
      label: 'Cancel…',
      icon: <Ban {...icon} />,
      isDangerous: true,
      onSelect: () => ask(campaign, 'cancel'),
    }),
    ...when(can('delete'), {
      label: isNew ? 'Delete' : 'Delete…',
      icon: <Trash2 {...icon} />,
      isDangerous: true,
      onSelect: deleteIt,
    }),
  ];
  return { entries, dialogs };
}

function when<T>(isSo: boolean, entry: T): T[] {
  return isSo ? [entry] : [];
}
