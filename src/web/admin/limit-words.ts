type Use = { limit: number; active: number; waiting: number };
type Slots = { limit: number; active: number };

/** What a new limit of a workspace would do, before it is set; null where the text is no limit. */
export function previewWorkspace(text: string, workspace: Use, system: Slots): string | null {
  const limit = limitOf(text);
  if (limit === null) return null;
  if (limit === 0) return `No new call is placed. ${finishing(workspace.active)}`.trim();
  if (limit < workspace.active)
    return `${finishing(workspace.active)} The next one starts when fewer than ${limit} are left.`.trim();
  const more = Math.min(limit - workspace.active, Math.max(0, system.limit - system.active), workspace.waiting);
  if (workspace.waiting === 0) return 'Nobody waits there just now: nothing changes until somebody does.';
  if (more <= 0 && limit > workspace.active) return 'The system’s limit binds: it counts once places come free.';
  const rest = `the system then has ${system.active + more} of ${system.limit}`;
  return more === 0
    ? 'Nothing changes just now.'
    : `At once: up to ${more} more ${more === 1 ? 'call' : 'calls'}; ${rest}.`;
}

/** What a new limit of the system would do, before it is set. */
export function previewSystem(text: string, system: Slots): string | null {
  const limit = limitOf(text);
  if (limit === null) return null;
  if (limit === 0) return `No new call is placed anywhere. ${finishing(system.active)}`.trim();
  if (limit < system.active)
    return `${finishing(system.active)} The next one starts when fewer than ${limit} are left.`;
  const free = limit - system.active;
  return `${free} ${free === 1 ? 'place is' : 'places are'} free then, for whichever workspace waits longest.`;
}

/** A limit that may be set: a whole number from 0 to 100,000. */
export function limitOf(text: string): number | null {
  if (!/^\d{1,6}$/.test(text.trim())) return null;
  const limit = Number(text);
  return limit <= 100_000 ? limit : null;
}

function finishing(active: number): string {
  if (active === 0) return '';
  return active === 1 ? 'The call in progress finishes.' : `The ${active} calls in progress finish.`;
}

/** Each workspace's part of the last grants in whole percent, by its id. */
export function sharesOf(grants: readonly { workspaceId: string }[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { workspaceId } of grants) counts.set(workspaceId, (counts.get(workspaceId) ?? 0) + 1);
  return new Map([...counts].map(([id, count]) => [id, Math.floor((100 * count) / grants.length)]));
}
