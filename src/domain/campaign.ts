import * as z from 'zod';

export const CampaignStatus = z.enum(['draft', 'scheduled', 'running', 'paused', 'completed', 'cancelled', 'failed']);
export type CampaignStatus = z.infer<typeof CampaignStatus>;

const actions = ['start', 'pause', 'resume', 'cancel', 'retry', 'duplicate', 'delete', 'edit'] as const;
export type CampaignAction = (typeof actions)[number];

export type CampaignDecision =
  | { kind: 'go'; to: CampaignStatus }
  | { kind: 'already' }
  | { kind: 'refused'; allowed: CampaignAction[] };

/** Where each verb leads from each status; a missing verb is refused, `already` changes nothing (spec section 4). */
const transitions: Record<CampaignStatus, Partial<Record<CampaignAction, CampaignStatus | 'already'>>> = {
  draft: { start: 'running', cancel: 'cancelled', duplicate: 'draft', edit: 'draft', delete: 'draft' },
  scheduled: { start: 'running', cancel: 'cancelled', duplicate: 'scheduled', edit: 'scheduled', delete: 'scheduled' },
  running: {
    start: 'already',
    resume: 'already',
    pause: 'paused',
    cancel: 'cancelled',
    retry: 'running',
    duplicate: 'running',
    edit: 'running',
  },
  paused: {
    start: 'running',
    resume: 'running',
    pause: 'already',
    cancel: 'cancelled',
    retry: 'paused',
    duplicate: 'paused',
    edit: 'paused',
    delete: 'paused',
  },
  completed: { retry: 'running', duplicate: 'completed', delete: 'completed' },
  cancelled: { cancel: 'already', duplicate: 'cancelled', delete: 'cancelled' },
  failed: { resume: 'running', cancel: 'cancelled', duplicate: 'failed', edit: 'failed', delete: 'failed' },
};

/**
 * What a verb does to a campaign: it goes to a status, is already so, or is refused with the verbs that are allowed.
 * A draft whose start lies ahead (`startsLater`) is scheduled by its start.
 */
export function decide(
  status: CampaignStatus,
  action: CampaignAction,
  { startsLater = false }: { startsLater?: boolean } = {},
): CampaignDecision {
  const to = transitions[status][action];
  if (to === undefined) return { kind: 'refused', allowed: allowedActions(status) };
  if (to === 'already') return { kind: 'already' };
  if (status === 'draft' && action === 'start' && startsLater) return { kind: 'go', to: 'scheduled' };
  return { kind: 'go', to };
}

/** The verbs that would change something now. */
export function allowedActions(status: CampaignStatus): CampaignAction[] {
  return actions.filter((action) => (transitions[status][action] ?? 'already') !== 'already');
}

/** Whether nothing will ever be called again unless somebody asks for it. */
export function isOver(status: CampaignStatus): boolean {
  return status === 'completed' || status === 'cancelled';
}

/** Whose voice it is, what it says, and from which numbers: fixed while calls are being placed (spec section 4). */
const fixedWhileRunning = ['agentId', 'fromNumberIds', 'nextAction', 'voicemailMessage'];

/** Settings that are fixed in each status in which others may be edited. When it starts is settled once it has. */
const fixed: Partial<Record<CampaignStatus, readonly string[]>> = {
  draft: [],
  scheduled: [],
  running: [...fixedWhileRunning, 'startAt'],
  paused: ['startAt'],
  failed: ['startAt'],
};

/** Which of these settings may not be changed in this status; empty when all may. */
export function frozenSettings(status: CampaignStatus, names: readonly string[]): string[] {
  const frozen = fixed[status];
  return names.filter((name) => frozen === undefined || frozen.includes(name));
}
