import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { describeNeed, mayUse, nouns, roles } from '#domain/permissions.ts';
import type { Role } from '#domain/permissions.ts';
import { TestApp } from '#test/support/app.ts';
import type { Answer } from '#test/support/app.ts';
import { ask, listOperations } from '#test/support/operations.ts';
import type { Operation } from '#test/support/operations.ts';
import { makeMember, makeScopedKey } from '#test/support/people.ts';

let api: TestApp;
const keys: Record<string, string> = {};
const operations = listOperations();
const guarded = operations.filter(({ permission }) => permission !== 'public');

beforeAll(async () => {
  api = await TestApp.open();
  const revoked = await makeScopedKey(api, ['admin']);
  await sql`update api_keys set revoked_at = created_at where id = ${revoked.id}`.execute(api.system.db);
  const expired = await makeScopedKey(api, ['admin'], { expiresAt: new Date(0) });
  Object.assign(keys, { revoked: revoked.key, expired: expired.key, none: (await makeScopedKey(api, [])).key });
  for (const scope of ['viewer', 'operator', 'admin']) keys[scope] = (await makeScopedKey(api, [scope])).key;
});
afterAll(() => api.close());

const needOf = ({ permission, noun }: Operation) => ({ permission, noun });
const refusals = ['unauthorized', 'forbidden', 'no_workspace'];

function codeOf({ headers, json }: Answer): string {
  const isProblem = String(headers['content-type']).startsWith('application/problem+json');
  return isProblem ? String((json as { code: string }).code) : 'done';
}

/** A refusal names what is needed; what is allowed may fail for any other reason. */
function expectAsAllowed(answer: Answer, operation: Operation, isAllowed: boolean): void {
  if (isAllowed) return expect(refusals).not.toContain(codeOf(answer));
  expect([answer.status, codeOf(answer)]).toEqual([403, 'forbidden']);
  expect(answer.problem().needed).toBe(describeNeed(needOf(operation)));
}

describe.each(guarded)('$method $path', (operation) => {
  it('is refused without a key, and with one that was revoked or has expired, in the same words', async () => {
    const answers = await Promise.all(
      [null, keys['revoked'] ?? '', keys['expired'] ?? '', 'made-up'].map((key) => ask(api, operation, { key })),
    );
    const bodies = answers.map((answer) => ({ ...answer.problem(), requestId: '' }));
    expect(bodies[0]).toMatchObject({ status: 401, code: 'unauthorized' });
    for (const body of bodies) expect(body).toEqual(bodies[0]);
  });

  it.each(roles)('is answered to a member who is %s as the table of permissions says', async (role: Role) => {
    const isAllowed = mayUse({ kind: 'member', role, isSystemAdmin: false }, needOf(operation));
    if (isAllowed && operation.isEndless) return;
    const { cookie } = await makeMember(api, { role });
    expectAsAllowed(await ask(api, operation, { cookie }), operation, isAllowed);
  });

  it.each(['none', 'viewer', 'operator', 'admin'])(
    'is answered to a key with the scope %s as the table says',
    async (scope) => {
      const isAllowed = mayUse({ kind: 'api_key', scopes: [scope], isSystemAdmin: false }, needOf(operation));
      if (isAllowed && operation.isEndless) return;
      expectAsAllowed(await ask(api, operation, { key: keys[scope] ?? '' }), operation, isAllowed);
    },
  );
});

describe("a noun's own scopes", () => {
  const scoped = guarded.filter(({ noun }) => nouns.some((known) => known === noun));

  it.each(nouns.filter((noun) => scoped.some((operation) => operation.noun === noun)))(
    '%s:read and %s:write open that noun and no other',
    async (noun) => {
      for (const scope of [`${noun}:read`, `${noun}:write`]) {
        const { key } = await makeScopedKey(api, [scope]);
        for (const operation of guarded.filter(({ isEndless }) => !isEndless)) {
          const isAllowed = mayUse({ kind: 'api_key', scopes: [scope], isSystemAdmin: false }, needOf(operation));
          if (isAllowed) expect(operation.noun).toBe(noun);
          expectAsAllowed(await ask(api, operation, { key }), operation, isAllowed);
        }
      }
    },
  );

  it('exist for every noun of the contract that keys are for', () => {
    const forKeys = guarded.filter(({ permission }) => permission === 'viewer' || permission === 'operator');
    const missing = forKeys.filter(({ noun }) => !nouns.some((known) => known === noun)).map(({ noun }) => noun);
    expect([...new Set(missing)], 'add these nouns to src/domain/permissions.ts').toEqual([]);
  });
});

describe('what an operation asks for', () => {
  it('is nothing only where people come in', () => {
    const open = operations.filter(({ permission }) => permission === 'public').map(({ name }) => name);
    expect(open.toSorted()).toEqual(['auth.entrance', 'auth.setUp', 'auth.signIn', 'auth.signUp']);
  });

  it('is more than a viewer for whatever changes something', () => {
    const weak = operations.filter(({ method, permission }) => method !== 'GET' && permission === 'viewer');
    expect(weak.map(({ name }) => name)).toEqual([]);
  });

  it('is an admin for keys, members and the audit log, but for seeing who is there', () => {
    const nounsOfAdmins = new Set(['apiKeys', 'members', 'audit']);
    const others = operations.filter(({ noun, permission }) => nounsOfAdmins.has(noun) && permission !== 'admin');
    expect(others.map(({ name }) => name)).toEqual(['members.list']);
  });

  it('is a system admin under /admin, and there alone but for the clock of the sandbox', () => {
    const systems = operations.filter(({ permission }) => permission === 'system_admin');
    expect(systems.filter(({ path }) => !path.startsWith('/api/v1/admin/')).map(({ name }) => name)).toEqual([
      'sandbox.setClock',
    ]);
    expect(operations.filter(({ path }) => path.startsWith('/api/v1/admin/'))).toEqual(
      systems.filter(({ path }) => path.startsWith('/api/v1/admin/')),
    );
  });
});

it('a refusal is written down, with who was refused what', async () => {
  const { cookie, userId } = await makeMember(api, { role: 'viewer' });
  await api.send('POST', '/api/v1/campaigns', { cookie, body: {} });
  const { data } = await api.client.audit.list({ action: 'denied', limit: 200 });
  const mine = data.find(({ actor }) => actor.id === userId);
  expect(mine).toMatchObject({ target: 'POST /api/v1/campaigns', actor: { kind: 'member' }, ip: '127.0.0.1' });
  expect(mine?.requestId).toMatch(/^req_/);
});
