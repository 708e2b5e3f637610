import type { Dispatch } from '#contract/campaigns.ts';
import type { CampaignRow, SlotsRow } from './sql.ts';

type Level = keyof CampaignRow['slots'];

const levels = {
  campaign: { binding: 'campaign_limit', whose: "the campaign's", others: 'calls in progress' },
  workspace: { binding: 'workspace_limit', whose: "your workspace's", others: 'other campaigns' },
  account: { binding: 'account_limit', whose: "the provider account's", others: 'other campaigns' },
  system: { binding: 'system_limit', whose: "the installation's", others: 'other workspaces' },
} as const satisfies Record<Level, object>;

/** Of the limits that are reached, the smallest, equal ones from the campaign outwards; and how the others stand. */
export function bindingLimit({ campaign }: { campaign: CampaignRow }): Dispatch | undefined {
  const [tightest] = (['campaign', 'workspace', 'account', 'system'] as const)
    .flatMap((level) => {
      const slots = campaign.slots[level];
      return slots && slots.inUse >= slots.max ? [{ level, slots }] : [];
    })
    .toSorted((a, b) => a.slots.max - b.slots.max);
  if (!tightest) return undefined;
  const isCalling = campaign.slots.campaign.inUse > 0;
  return {
    state: isCalling ? 'dialling' : 'waiting',
    binding: levels[tightest.level].binding,
    until: null,
    reason: isCalling || tightest.slots.max === 0 ? binds(campaign, tightest) : usedByOthers(campaign, tightest),
  };
}

type Full = { level: Level; slots: SlotsRow };

function binds({ slots }: CampaignRow, { level, slots: { inUse, max } }: Full): string {
  const { whose } = levels[level];
  if (max === 0) return `No call is placed: ${whose} limit is 0.`;
  const free = (of: SlotsRow) => `${Math.max(0, of.max - of.inUse)} free`;
  const rest = [
    level === 'campaign' ? `workspace ${free(slots.workspace)}` : `campaign ${slots.campaign.max}`,
    ...(level === 'account' ? [`workspace ${free(slots.workspace)}`] : []),
    level === 'system' ? `workspace ${free(slots.workspace)}` : `system ${free(slots.system)}`,
  ];
  return `${inUse} of ${max}: ${whose} limit binds (${rest.join(', ')}).`;
}

/** Not one of the calls that fill the limit is the campaign's own. */
function usedByOthers({ busyCampaigns }: CampaignRow, { level, slots: { inUse } }: Full): string {
  const { whose, others } = levels[level];
  const names = level === 'system' || busyCampaigns.length === 0 ? others : listOf(busyCampaigns);
  const calls = inUse === 1 ? 'only call is' : `${inUse} calls are`;
  return `Waiting for a free slot: ${whose} ${calls} used by ${names}.`;
}

function listOf(names: string[]): string {
  return names.length <= 2 ? names.join(' and ') : `${names.slice(0, 2).join(', ')} and others`;
}
