import { randomUUIDv7 } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { createAuthEndpoint } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import * as z from 'zod';
import { realNow } from '#server/clock.ts';
import type { Database } from '#server/database/pool.ts';
import { hashPassword, isPassword } from './password.ts';
import { deleteSession, touchSession } from './sql.ts';

/** Who a cookie says is there. */
export type SignedIn = {
  userId: string;
  sessionId: string;
  name: string;
  email: string;
  isSystemAdmin: boolean;
  activeWorkspaceId: string | null;
};

/** Passwords, sessions and their cookies. What users may do is not its concern. */
export type Identity = {
  /** Who the session cookie among these headers belongs to. */
  read(headers: Headers): Promise<SignedIn | null>;
  /** Whose e-mail and password these are; unknown ones take as long as wrong ones. */
  check(email: string, password: string): Promise<string | null>;
  /** Opens a session of this user in a workspace; `cookies` are to be set. */
  open(user: { userId: string; workspaceId: string | null }, headers: Headers): Promise<Opened>;
  /** Closes the session of these headers; returns the cookies to set. */
  close(headers: Headers): Promise<string[]>;
};

export type Opened = { sessionId: string; cookies: string[] };

/** Seven days after signing in, whatever was done meanwhile. */
const sessionSeconds = 7 * 24 * 3600;

const idleMsMax = 12 * 3_600_000;

/** That a session is in use is written down this often, so that reading hardly ever writes. */
const notedEveryMs = 10 * 60_000;

/** The header in which the address of a visitor is handed on; requests that bring one of their own lose it. */
export const ipHeader = 'x-carillon-ip';

export function createIdentity(options: { db: Database; secret: string; publicUrl: string }): Identity {
  const auth = betterAuth({ ...settings(options), plugins: [opening] });
  return {
    async read(headers) {
      const found = await auth.api.getSession({ headers });
      if (!found) return null;
      const { session, user } = found;
      const idleMs = realNow().getTime() - session.updatedAt.getTime();
      if (idleMs > idleMsMax) {
        await deleteSession(options.db, user.id, session.id);
        return null;
      }
      if (idleMs > notedEveryMs) await touchSession(options.db, session.id, realNow());
      return {
        userId: user.id,
        sessionId: session.id,
        name: user.name,
        email: user.email,
        isSystemAdmin: user.isSystemAdmin,
        activeWorkspaceId: session.activeWorkspaceId ?? null,
      };
    },

    async check(email, password) {
      const { internalAdapter } = await auth.$context;
      const found = await internalAdapter.findUserByEmail(email, { includeAccounts: true });
      const hash = found?.accounts.find(({ providerId }) => providerId === 'credential')?.password;
      const isRight = await isPassword(password, hash ?? (await nobodysHash));
      return found && hash && isRight ? found.user.id : null;
    },

    async open(body, headers) {
      const { headers: answered, response } = await auth.api.openSession({ body, headers, returnHeaders: true });
      return { sessionId: response.sessionId, cookies: answered.getSetCookie() };
    },

    async close(headers) {
      const { headers: answered } = await auth.api.signOut({ headers, returnHeaders: true });
      return answered.getSetCookie();
    },
  };
}

const nobodysHash = hashPassword(randomUUIDv7());

/** A session for somebody who has shown by other means who they are. Has no path: only this server can call it. */
const opening = {
  id: 'opening',
  endpoints: {
    openSession: createAuthEndpoint(
      {
        method: 'POST',
        body: z.object({ userId: z.string(), workspaceId: z.string().nullable() }),
        requireHeaders: true,
      },
      async (context) => {
        const { internalAdapter } = context.context;
        const { userId, workspaceId } = context.body;
        const user = await internalAdapter.findUserById(userId);
        if (!user) throw new Error(`user ${userId} is gone`);
        const session = await internalAdapter.createSession(userId, false, { activeWorkspaceId: workspaceId });
        await setSessionCookie(context, { session, user });
        return context.json({ sessionId: session.id });
      },
    ),
  },
};

/** better-auth's tables under our names. */
function settings({ db, secret, publicUrl }: { db: Database; secret: string; publicUrl: string }) {
  const times = { createdAt: 'created_at', updatedAt: 'updated_at' };
  return {
    database: { db, type: 'postgres', transaction: true },
    secret,
    baseURL: publicUrl,
    basePath: '/api/v1/auth',
    telemetry: { enabled: false },
    logger: { disabled: true },
    emailAndPassword: {
      enabled: true,
      password: { hash: hashPassword, verify: ({ password, hash }) => isPassword(password, hash) },
    },
    user: {
      modelName: 'users',
      fields: { ...times, emailVerified: 'email_verified' },
      additionalFields: {
        isSystemAdmin: { type: 'boolean', required: true, input: false, fieldName: 'is_system_admin' },
      },
    },
    session: {
      modelName: 'sessions',
      fields: {
        ...times,
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
      },
      additionalFields: {
        activeWorkspaceId: { type: 'string', required: false, input: false, fieldName: 'active_workspace_id' },
      },
      expiresIn: sessionSeconds,
      disableSessionRefresh: true,
    },
    account: {
      modelName: 'user_accounts',
      fields: {
        ...times,
        userId: 'user_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
      },
    },
    verification: { modelName: 'verifications', fields: { ...times, expiresAt: 'expires_at' } },
    advanced: {
      cookiePrefix: 'carillon',
      useSecureCookies: publicUrl.startsWith('https:'),
      database: { generateId: () => randomUUIDv7() },
      ipAddress: { ipAddressHeaders: [ipHeader] },
    },
  } as const satisfies Parameters<typeof betterAuth>[0];
}
