type Slots = { limit: number; active: number };

/** Which limit keeps a workspace from calling more at once just now, in a sentence. */
export function describeBinding(own: Slots, system: Slots): string {
  if (own.limit === 0) return 'Your limit is 0: calls in progress finish, and no new one is placed.';
  if (system.limit === 0) return 'The system’s limit is 0: calls in progress finish, and no new one is placed.';
  if (own.active >= own.limit) return `Your limit of ${own.limit} binds: every call you may have is in progress.`;
  if (system.active >= system.limit)
    return `The system’s limit of ${system.limit} binds: the next free place goes to whoever has waited longest.`;
  const [ownFree, systemFree] = [own.limit - own.active, system.limit - system.active];
  if (systemFree < ownFree)
    return `You may place ${calls(systemFree)} now: the system has no more room, though your limit leaves ${ownFree}.`;
  return `Nothing binds: you may place ${calls(ownFree)} more now.`;
}

function calls(count: number): string {
  return count === 1 ? '1 call' : `${count} calls`;
}
