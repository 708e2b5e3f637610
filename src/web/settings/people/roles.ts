import type { Role } from '#domain/permissions.ts';

/** What each role is called, and what it is for. */
export const roleWords: Record<Role, { title: string; may: string }> = {
  viewer: { title: 'Viewer', may: 'Sees everything, changes nothing' },
  operator: { title: 'Operator', may: 'Runs campaigns, imports people' },
  admin: { title: 'Admin', may: 'Also providers, members and keys' },
  owner: { title: 'Owner', may: 'Also makes other owners' },
};
