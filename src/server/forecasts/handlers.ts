import type { CampaignForecast } from '#contract/forecasts.ts';
import type { Band } from '#domain/forecast/forecast.ts';
import { NotFound } from '#server/errors.ts';
import type { Handlers } from '#server/http/mount.ts';
import { bindingOf } from './binding.ts';
import type { System } from '#server/system.ts';
import { foretell } from './foretell.ts';
import type { Foretold } from './foretell.ts';
import { enoughCalls, finishText } from './preview/said.ts';
import { waitingOf } from './rivals.ts';
import { findCameTrue } from './sql.ts';

export const campaignForecast: Handlers['campaigns']['forecast'] = async (system, { workspaceId }, { id }) => {
  const foretold = await foretell(system, { workspaceId, campaignId: id });
  if (!foretold) throw new NotFound('campaign', id);
  const { read, forecast } = foretold;
  const { ready, later } = waitingOf(read.counts);
  return {
    campaignId: id,
    status: read.row.status,
    asOf: new Date(forecast.madeAt),
    peopleLeft: ready + later + (read.counts?.calling ?? 0),
    ...(await outlookOf(system, workspaceId, foretold)),
    isEarly: read.seen.own < enoughCalls,
    samples: { ownCalls: read.seen.own, workspaceCalls: read.seen.workspace, runs: forecast.runs },
  };
};

/** What is foreseen, or of a campaign that is over, what had been. */
async function outlookOf(
  system: System,
  workspaceId: string,
  foretold: Foretold,
): Promise<Pick<CampaignForecast, 'finish' | 'firstCall' | 'text' | 'binding' | 'cameTrue'>> {
  const { read, forecast } = foretold;
  const { id, status } = read.row;
  if (status === 'completed' || status === 'cancelled') {
    const cameTrue = await findCameTrue(system.db, { workspaceId, campaignId: id, callsSeen: enoughCalls });
    return { finish: null, firstCall: null, text: null, binding: null, cameTrue };
  }
  const { finish, firstCall } = forecast;
  const isEmpty = forecast.waits.length === 0 && (read.counts?.calling ?? 0) === 0;
  return {
    finish: isEmpty || finish.p90 === Infinity ? null : instants(finish),
    firstCall: firstCall.p50 === Infinity ? null : new Date(firstCall.p50),
    text: isEmpty ? null : finishText(finish, { callsSeen: read.seen.own, zone: read.row.timeZone }),
    binding: await bindingOf(foretold),
    cameTrue: null,
  };
}

function instants({ p10, p50, p90 }: Band): CampaignForecast['finish'] {
  return { p10: new Date(p10), p50: new Date(p50), p90: new Date(p90) };
}
