import { realNow } from '#server/clock.ts';
import { record } from '#server/audit/sql.ts';
import type { Runner } from '#server/database/pool.ts';
import { Forbidden } from '#server/errors.ts';
import { hashOf } from '#server/http/actor.ts';
import type { Visitor } from '#server/http/actor.ts';
import type { RateLimiter } from '#server/http/guard/rate-limit.ts';
import type { Handlers } from '#server/http/mount.ts';
import { refusals } from '#server/http/problem.ts';
import { insertMember, listMemberships } from '#server/members/sql.ts';
import type { System } from '#server/system.ts';
import type { Vault } from '#server/vault/vault.ts';
import { findFirstWorkspace, insertWorkspace } from '#server/workspaces/sql.ts';
import type { Identity } from './identity.ts';
import { badLink, emailTaken, join } from './join.ts';
import { hashPassword } from './password.ts';
import { deleteExpiredSessions, findFirstAdmin, insertUser, readSession, useSetUpLink } from './sql.ts';

export type EntranceOptions = {
  identity: Identity;
  limiter: RateLimiter;
  /** Tries to come in that one address has in a quarter of an hour, and with one e-mail; no limit when not given. */
  tries: { ofAddress: number; withEmail: number } | undefined;
  /** Whether strangers may make themselves a workspace; with an invitation anybody may come in. */
  isSignUpOpen: boolean;
};

type Entrance = Pick<Handlers['auth'], 'entrance' | 'setUp' | 'signUp' | 'signIn'>;
type Newcomer = { userId: string; workspaceId: string | null };

const quarterOfAnHour = 15 * 60;

/** Who the first start's link makes; the person changes both when it suits. */
const firstUser = { name: 'You', email: 'owner@localhost', passwordHash: null, isSystemAdmin: true };

/** How people come in. */
export function createEntrance(options: EntranceOptions): Entrance {
  const { limiter, tries, identity } = options;
  const spend = (key: string, limit: number | undefined) =>
    limit === undefined ? undefined : limiter.spend(key, { limit, seconds: quarterOfAnHour });

  async function enter(system: System, { from }: Visitor, newcomer: Newcomer) {
    await deleteExpiredSessions(system.db, newcomer.userId, realNow());
    const { sessionId, cookies } = await identity.open(newcomer, from.headers);
    return { cookies, output: await readSession(system.db, { ...newcomer, sessionId }) };
  }

  return {
    entrance: async () => ({ isSignUpOpen: options.isSignUpOpen }),

    async setUp(system, visitor, { token }) {
      spend(`enter ${visitor.from.ip}`, tries?.ofAddress);
      return enter(system, visitor, await setUp(system, visitor, token));
    },

    async signUp(system, visitor, { name, email, password, workspaceName, invitation }) {
      spend(`enter ${visitor.from.ip}`, tries?.ofAddress);
      if (invitation === undefined && !options.isSignUpOpen) throw signUpClosed();
      const passwordHash = await hashPassword(password);
      const made = await system.db.transaction().execute(async (trx) => {
        const userId = await insertUser(trx, { name, email, passwordHash, isSystemAdmin: false }, realNow());
        if (userId === undefined) throw emailTaken();
        const workspaceId =
          invitation === undefined
            ? await found(trx, system.vault, { userId, name: workspaceName ?? `${name}'s workspace` })
            : (await join(trx, { userId, email, token: invitation })).workspaceId;
        await record(trx, visitor, { action: 'signed_up', target: userId, after: { name, email }, workspaceId });
        return { userId, workspaceId };
      });
      return enter(system, visitor, made);
    },

    async signIn(system, visitor, { email, password }) {
      const account = `enter ${visitor.from.ip} ${email}`;
      spend(`enter ${visitor.from.ip}`, tries?.ofAddress);
      spend(account, tries?.withEmail);
      const userId = await identity.check(email, password);
      if (userId === null) {
        await record(system.db, visitor, { action: 'sign_in_refused', target: email });
        throw refusals.wrongPassword();
      }
      limiter.refund(`enter ${visitor.from.ip}`);
      limiter.forgive(account);
      const [first] = await listMemberships(system.db, userId);
      const workspaceId = first?.id ?? null;
      await record(system.db, visitor, { action: 'signed_in', target: userId, workspaceId });
      return enter(system, visitor, { userId, workspaceId });
    },
  };
}

/** The link makes the first user, or lets in the one whom an earlier link made. */
async function setUp(system: System, visitor: Visitor, token: string): Promise<Newcomer> {
  return system.db.transaction().execute(async (trx) => {
    const now = realNow();
    if (!(await useSetUpLink(trx, hashOf(token), now))) throw badLink();
    const userId = (await findFirstAdmin(trx)) ?? (await insertUser(trx, firstUser, now));
    if (userId === undefined) throw new Error(`${firstUser.email} is somebody who is no system admin`);
    const workspaceId =
      (await findFirstWorkspace(trx)) ?? (await insertWorkspace(trx, { name: 'Sandbox', now, vault: system.vault }));
    await insertMember(trx, { workspaceId, userId, role: 'owner', now });
    await record(trx, visitor, { action: 'set_up', target: userId, workspaceId });
    return { userId, workspaceId };
  });
}

async function found(trx: Runner, vault: Vault, { userId, name }: { userId: string; name: string }): Promise<string> {
  const now = realNow();
  const workspaceId = await insertWorkspace(trx, { name: name.slice(0, 200), now, vault });
  await insertMember(trx, { workspaceId, userId, role: 'owner', now });
  return workspaceId;
}

function signUpClosed(): Forbidden {
  return new Forbidden('sign_up_closed', 'Nobody can sign up here without an invitation. Ask an admin for a link.');
}
