import { randomUUIDv7 } from 'node:crypto';
import type { Actor } from '#server/http/actor.ts';

/** Somebody with a key of this workspace that may do what an admin may. */
export function keyOf({ workspaceId }: { workspaceId: string }, { isSystemAdmin = false } = {}): Actor {
  const key = { kind: 'api_key', keyId: randomUUIDv7(), name: 'Ada', scopes: ['admin'], from: null } as const;
  return { ...key, scopes: ['admin'], workspaceId, isSystemAdmin };
}
