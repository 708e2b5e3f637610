import { legalRules } from '#domain/legal-hours/jurisdictions.ts';
import { legalHoursVersion } from '#domain/legal-hours/rule.ts';
import type { LegalRule } from '#domain/legal-hours/rule.ts';
import { record } from '#server/audit/sql.ts';
import { replanCampaign } from '#server/dialer/campaign/plan/replan.ts';
import type { Actor } from '#server/http/actor.ts';
import type { Handlers } from '#server/http/mount.ts';
import type { System } from '#server/system.ts';
import { describeHours } from './campaign-hours.ts';
import { getRules, listOpenCampaigns, updateRules } from './sql.ts';
import type { RulesChange } from './sql.ts';

export const callingHoursHandlers: Handlers['callingHours'] = {
  rules: (system, { workspaceId }) => getRules(system.db, workspaceId),

  changeRules: (system, actor, { simulatedLegalHours: simulated, caps, gapSeconds }) =>
    changeRules(system, actor, {
      workspaceId: actor.workspaceId,
      action: 'calling_rules.changed',
      change: { simulated, caps, gapSeconds },
    }),

  switchLegalHours: (system, actor, { id, real, reason }) =>
    changeRules(system, actor, { workspaceId: id, action: 'legal_hours.switched', change: { real }, reason }),

  legalHours: async () => ({ version: legalHoursVersion, data: [...legalRules.values()].map(present) }),

  ofCampaign: (system, { workspaceId }, { id }) => describeHours(system, workspaceId, id),
};

type Change = { workspaceId: string; action: string; change: RulesChange; reason?: string };

async function changeRules(system: System, actor: Actor, { workspaceId, action, change, reason }: Change) {
  const rules = await system.db.transaction().execute(async (trx) => {
    const before = await getRules(trx, workspaceId);
    await updateRules(trx, workspaceId, change);
    const after = await getRules(trx, workspaceId);
    const why = reason === undefined ? {} : { reason };
    await record(trx, actor, { action, target: workspaceId, before, after: { ...after, ...why }, workspaceId });
    return after;
  });
  if (change.simulated !== undefined || change.real !== undefined) await replanAll(system, workspaceId);
  await system.bus.publish('dial');
  return rules;
}

/** Each campaign in a transaction of its own: every dial looks at the law anew, so none has to wait for the others. */
async function replanAll(system: System, workspaceId: string): Promise<void> {
  for (const campaignId of await listOpenCampaigns(system.db, workspaceId)) {
    await system.db
      .transaction()
      .execute((trx) => replanCampaign(trx, { workspaceId, campaignId }, system.clock.now()));
  }
}

function present({ jurisdiction, name, week, holidays, caps, source }: LegalRule) {
  const spans = Object.entries(week).map(([day, of]) => [
    day,
    of.map(([from, until]): [string, string] => [from, until]),
  ]);
  return {
    jurisdiction,
    name,
    week: Object.fromEntries(spans) as Record<string, [string, string][]>,
    closedOnHolidays: holidays.length > 0,
    caps: [...caps],
    source,
  };
}
