import { describe, expect, it } from 'vitest';
import * as fc from 'fast-check';
import {
  describeNeed,
  includes,
  mayGive,
  mayGrant,
  mayUse,
  permissions,
  roles,
  scopes,
  scopesFor,
} from './permissions.ts';
import type { Asker, Permission } from './permissions.ts';

const member = (role: (typeof roles)[number], isSystemAdmin = false): Asker => ({
  kind: 'member',
  role,
  isSystemAdmin,
});
const key = (...given: string[]): Asker => ({ kind: 'api_key', scopes: given, isSystemAdmin: false });

/** Who may use an operation of the noun campaigns, by the least that it asks for. */
const table: Record<Permission, Record<string, boolean>> = {
  public: { viewer: true, operator: true, admin: true, owner: true, key: true },
  signed_in: { viewer: true, operator: true, admin: true, owner: true, key: false },
  viewer: { viewer: true, operator: true, admin: true, owner: true, key: true },
  operator: { viewer: false, operator: true, admin: true, owner: true, key: true },
  admin: { viewer: false, operator: false, admin: true, owner: true, key: true },
  owner: { viewer: false, operator: false, admin: false, owner: true, key: false },
  system_admin: { viewer: false, operator: false, admin: false, owner: false, key: false },
};

describe('the table of permissions', () => {
  it.each(permissions)('says who may use what asks for %s', (permission) => {
    const need = { permission, noun: 'campaigns' };
    const found = Object.fromEntries([
      ...roles.map((role) => [role, mayUse(member(role), need)]),
      ['key', mayUse(key('admin'), need)],
    ]);
    expect(found).toEqual(table[permission]);
  });

  it("lets a system admin do what is the system's, and no more in a workspace than the role says", () => {
    expect(mayUse(member('viewer', true), { permission: 'system_admin', noun: 'admin' })).toBe(true);
    expect(mayUse(member('viewer', true), { permission: 'operator', noun: 'campaigns' })).toBe(false);
  });

  it.each([
    ['campaigns:read', 'viewer', 'campaigns', true],
    ['campaigns:read', 'operator', 'campaigns', false],
    ['campaigns:write', 'viewer', 'campaigns', true],
    ['campaigns:write', 'operator', 'campaigns', true],
    ['campaigns:write', 'admin', 'campaigns', false],
    ['campaigns:write', 'viewer', 'contacts', false],
    ['viewer', 'viewer', 'contacts', true],
    ['viewer', 'operator', 'contacts', false],
    ['operator', 'operator', 'contacts', true],
    ['operator', 'admin', 'contacts', false],
    ['admin', 'admin', 'contacts', true],
    ['admin', 'owner', 'workspaces', false],
  ] as const)('a key with %s for what asks for %s in %s: %s', (scope, permission, noun, may) => {
    expect(mayUse(key(scope), { permission, noun })).toBe(may);
  });

  it('gives a key without scopes nothing but what is public', () => {
    const open = permissions.filter((permission) => mayUse(key(), { permission, noun: 'campaigns' }));
    expect(open).toEqual(['public']);
  });

  it('never gives less for more: whoever may use the stricter may use the milder', () => {
    const need = fc.constantFrom('viewer', 'operator', 'admin', 'owner') as fc.Arbitrary<'viewer'>;
    const asker = fc.oneof(
      fc.constantFrom(...roles).map((role) => member(role)),
      fc.subarray([...scopes]).map((some) => key(...some)),
    );
    fc.assert(
      fc.property(asker, need, need, (who, a, b) => {
        const [mild, strict] = includes(b, a) ? [a, b] : [b, a];
        if (mayUse(who, { permission: strict, noun: 'calls' }))
          expect(mayUse(who, { permission: mild, noun: 'calls' })).toBe(true);
      }),
    );
  });
});

describe('rights that are handed on', () => {
  it.each([
    ['admin', 'owner', false],
    ['admin', 'admin', true],
    ['owner', 'owner', true],
    ['operator', 'viewer', false],
  ] as const)('%s may make somebody %s: %s', (giver, role, may) => {
    expect(mayGive(member(giver), role)).toBe(may);
  });

  it('never exceed those of the key that hands them on', () => {
    expect(mayGrant(key('campaigns:write'), ['campaigns:write'])).toBe(true);
    expect(mayGrant(key('campaigns:write'), ['admin'])).toBe(false);
    expect(mayGrant(key('admin'), ['admin'])).toBe(true);
    expect(mayGive(key('admin'), 'owner')).toBe(false);
  });
});

it.each([
  ['operator', 'the role operator, or an API key with the scope campaigns:write'],
  ['owner', 'the role owner'],
  ['system_admin', 'the permission system_admin'],
] as const)('a refusal for want of %s says what is needed', (permission, words) => {
  expect(describeNeed({ permission, noun: 'campaigns' })).toBe(words);
});

it('every scope that an operation can ask for can be given to a key', () => {
  const asked = permissions.flatMap((permission) => scopesFor({ permission, noun: 'calls' }));
  expect(asked.filter((scope) => !scopes.some((known) => known === scope))).toEqual([]);
});
