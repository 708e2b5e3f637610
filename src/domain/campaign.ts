import * as z from 'zod';

export const CampaignStatus = z.enum(['draft', 'scheduled', 'running', 'paused', 'completed', 'cancelled', 'failed']);
export type CampaignStatus = z.infer<typeof CampaignStatus>;

const actions = ['start', 'pause', 'resume', 'cancel', 'retry', 'delete', 'edit'] as const;
export type CampaignAction = (typeof actions)[number];

export type CampaignDecision =
  | { kind: 'go'; to: CampaignStatus }
  | { kind: 'already' }
  | { kind: 'refused'; allowed: CampaignAction[] };

/** Where each verb leads from each status; a missing verb is refused, `already` changes nothing (spec section 4). */
const transitions: Record<CampaignStatus, Partial<Record<CampaignAction, CampaignStatus | 'already'>>> = {
  draft: { start: 'running', cancel: 'cancelled', edit: 'draft', delete: 'draft' },
  scheduled: { start: 'running', cancel: 'cancelled', edit: 'scheduled', delete: 'scheduled' },
  running: {
    start: 'already',
    resume: 'already',
    pause: 'paused',
    cancel: 'cancelled',
    retry: 'running',
    edit: 'running',
  },
  paused: {
    start: 'running',
    resume: 'running',
    pause: 'already',
    cancel: 'cancelled',
    retry: 'paused',
    edit: 'paused',
    delete: 'paused',
  },
  completed: { retry: 'running', delete: 'completed' },
  cancelled: { cancel: 'already', delete: 'cancelled' },
  failed: { resume: 'running', cancel: 'cancelled', edit: 'failed', delete: 'failed' },
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

/** Settings that are frozen while calls are being placed: whose voice it is, and from which numbers (spec section 4). */
const frozenWhileRunning = new Set(['agentId', 'fromNumberIds', 'nextAction', 'voicemail']);

/** Which of these settings may not be changed in this status; empty when all may. */
export function frozenSettings(status: CampaignStatus, names: readonly string[]): string[] {
  if (allowedActions(status).includes('edit')) {
    return status === 'running' ? names.filter((name) => frozenWhileRunning.has(name)) : [];
  }
  return [...names];
}
