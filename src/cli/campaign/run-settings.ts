import type { CampaignSettings } from '#domain/campaign-settings.ts';
import type { Window } from '../options.ts';

export type RunOptions = {
  agent?: string;
  limit?: number;
  window?: Window;
  allDay?: true;
  timeZone?: string;
  country?: string;
  retries?: number;
  delays?: string[];
  name?: string;
  simulateSpeed?: number;
  skipIdle: boolean;
  errors?: string;
  json?: true;
};

const usual = { on: ['no_answer', 'busy', 'failed'], maxRetries: 3, delays: ['PT30M'] } as const;

/** The settings that options name; what they leave out is the server's to fill in. */
export function settingsFrom(
  options: RunOptions,
  defaults: { name: string; agentId: string },
): Partial<CampaignSettings> {
  const retry = retryFrom(options);
  return {
    name: options.name ?? defaults.name,
    agentId: defaults.agentId,
    ...options.window,
    ...(options.allDay ? { allDay: true } : {}),
    ...(options.timeZone === undefined ? {} : { timeZone: options.timeZone }),
    ...(options.limit === undefined ? {} : { concurrentCallsLimit: options.limit }),
    ...(retry === undefined ? {} : { retry }),
  };
}

/** As many retries as there are delays, three at least, unless a number is given. */
function retryFrom({ retries, delays }: RunOptions): CampaignSettings['retry'] | undefined {
  if (retries === undefined && delays === undefined) return undefined;
  const each = delays ?? [...usual.delays];
  return { on: [...usual.on], maxRetries: retries ?? Math.max(usual.maxRetries, each.length), delays: each };
}
