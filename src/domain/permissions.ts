/** What a member is in a workspace; each may do what the ones before it may. */
export const roles = ['viewer', 'operator', 'admin', 'owner'] as const;
export type Role = (typeof roles)[number];

/**
 * The least that an actor must be to use an endpoint. `signed_in` is a person with a session, in a workspace or not;
 * `system_admin` runs the installation, whatever the role in a workspace.
 */
export const permissions = ['public', 'signed_in', ...roles, 'system_admin'] as const;
export type Permission = (typeof permissions)[number];

/** The nouns of the API that a key can be given alone. */
export const nouns = [
  'agents',
  'apiKeys',
  'audit',
  'callingHours',
  'calls',
  'campaigns',
  'contacts',
  'imports',
  'live',
  'members',
  'phoneNumbers',
  'providerAccounts',
  'queue',
  'reports',
  'sandbox',
  'settings',
  'suppressions',
  'webhookEndpoints',
  'workspaces',
] as const;
export type Noun = (typeof nouns)[number];

/**
 * What an API key may do: all that a viewer, an operator or an admin may, or of one noun what a viewer may (`read`) or
 * what an operator may (`write`).
 */
export type Scope = Exclude<Role, 'owner'> | `${Noun}:read` | `${Noun}:write`;

export const scopes: readonly Scope[] = [
  'viewer',
  'operator',
  'admin',
  ...nouns.flatMap((noun) => [`${noun}:read`, `${noun}:write`] as const),
];

/** Who asks, as far as rights go. */
export type Asker = { isSystemAdmin: boolean } & (
  | { kind: 'member'; role: Role }
  | { kind: 'api_key'; scopes: readonly string[] }
  | { kind: 'system' }
);

/** What an operation asks for: a permission, and the noun that it is about. */
export type Need = { permission: Permission; noun: string };

/** Whether this actor may use an operation. What is not allowed here is refused. */
export function mayUse(asker: Asker, need: Need): boolean {
  if (asker.kind === 'system' || need.permission === 'public') return true;
  if (need.permission === 'system_admin') return asker.isSystemAdmin;
  if (need.permission === 'signed_in') return asker.kind === 'member';
  if (asker.kind === 'member') return includes(asker.role, need.permission);
  return scopesFor(need).some((scope) => asker.scopes.includes(scope));
}

/** Whether a role may do what another one may. */
export function includes(role: Role, other: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(other);
}

/** The scopes of which a key needs one; none when keys are not for this. */
export function scopesFor({ permission, noun }: Need): string[] {
  switch (permission) {
    case 'viewer':
      return [`${noun}:read`, `${noun}:write`, 'viewer', 'operator', 'admin'];
    case 'operator':
      return [`${noun}:write`, 'operator', 'admin'];
    case 'admin':
      return ['admin'];
    case 'public':
    case 'signed_in':
    case 'owner':
    case 'system_admin':
      return [];
  }
}

/** What would be needed, for whoever was refused: a sentence's end. */
export function describeNeed(need: Need): string {
  if (need.permission === 'system_admin') return 'the permission system_admin';
  if (need.permission === 'signed_in') return 'a person who is signed in, not an API key';
  const [scope] = scopesFor(need);
  return `the role ${need.permission}${scope === undefined ? '' : `, or an API key with the scope ${scope}`}`;
}

/** Whether somebody may give or take this role: an admin any but owner's, an owner all. */
export function mayGive(giver: Asker, role: Role): boolean {
  if (giver.kind === 'system') return true;
  if (giver.kind === 'api_key') return giver.scopes.includes('admin') && role !== 'owner';
  return includes(giver.role, role === 'owner' ? 'owner' : 'admin');
}

/** Whether this actor may hand out a key with these scopes: never more than it may do itself. */
export function mayGrant(giver: Asker, wanted: readonly string[]): boolean {
  if (giver.kind === 'system') return true;
  if (giver.kind === 'member') return includes(giver.role, 'admin');
  return giver.scopes.includes('admin') || wanted.every((scope) => giver.scopes.includes(scope));
}
