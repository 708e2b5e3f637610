import type { Input } from '#contract/endpoint.ts';
import { CampaignDefaults } from '#contract/settings.ts';
import type { Defaults, settings } from '#contract/settings.ts';
import { isCountry } from '#domain/country.ts';
import { hasLength } from '#domain/window.ts';
import { record } from '#server/audit/sql.ts';
import type { Runner } from '#server/database/pool.ts';
import { Invalid } from '#server/errors.ts';
import type { Actor } from '#server/http/actor.ts';
import type { System } from '#server/system.ts';
import { getCampaignDefaults, getWorkspace, lockWorkspace, updateDefaults } from './sql.ts';

/** What a new campaign begins with: what the workspace chose, and for the rest what the API begins with. */
export async function readDefaults(db: Runner, workspaceId: string): Promise<Defaults> {
  const { timeZone, defaultCountry } = await getWorkspace(db, workspaceId);
  const chosen = CampaignDefaults.parse(await getCampaignDefaults(db, workspaceId));
  return { timeZone, country: defaultCountry, ...chosen };
}

export async function changeDefaults(
  system: System,
  actor: Actor,
  change: Input<typeof settings.changeDefaults>,
): Promise<Defaults> {
  const { workspaceId } = actor;
  return system.db.transaction().execute(async (trx) => {
    await lockWorkspace(trx, workspaceId);
    const before = await readDefaults(trx, workspaceId);
    const named = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const after: Defaults = { ...before, ...named };
    requireSound(after);
    await updateDefaults(trx, workspaceId, after);
    await record(trx, actor, { action: 'defaults.changed', target: workspaceId, before, after });
    return after;
  });
}

function requireSound({ country, ...window }: Defaults): void {
  if (!isCountry(country)) throw wrong('/country', 'Must be a country whose phone numbers can be read, such as US');
  if (hasLength(window)) return;
  throw wrong(
    '/lastCallTime',
    'Must differ from firstCallTime, or nobody can ever be called; for the whole day set allDay',
  );
}

function wrong(pointer: string, message: string): Invalid {
  return new Invalid('validation_failed', `${pointer}: ${message}`, {
    errors: [{ pointer, code: 'not_allowed', message }],
  });
}
