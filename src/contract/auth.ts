import * as z from 'zod';
import { roles } from '#domain/permissions.ts';
import { endpoint } from './endpoint.ts';
import { ById, Id, Instant, PageQuery, pageOf } from './page.ts';

export const Role = z.enum(roles).meta({ id: 'Role' });

export const Email = z
  .email({ error: 'Must be an e-mail address' })
  .max(254)
  .transform((text) => text.toLowerCase());

/** Of a person or a workspace. */
export const ShortName = z.string().trim().min(1, { error: 'Must not be empty' }).max(200);

const length = { error: 'Must have 12 to 128 characters' };
export const Password = z.string().min(12, length).max(128, length);

/** A secret that came in the fragment of a link. */
const LinkToken = z.string().min(20).max(200);

export const MyWorkspace = z
  .object({ id: Id, name: z.string(), role: Role, isActive: z.boolean() })
  .meta({ id: 'MyWorkspace' });

/** Who is signed in, and where. `hasPassword` is false for somebody who came by the first link and has not set one. */
export const Session = z
  .object({
    user: z.object({
      id: Id,
      name: z.string(),
      email: z.string(),
      hasPassword: z.boolean(),
      isSystemAdmin: z.boolean(),
    }),
    workspaces: z.array(MyWorkspace),
    expiresAt: Instant,
  })
  .meta({ id: 'Session' });

export const OpenSession = z
  .object({
    id: Id,
    isThis: z.boolean(),
    userAgent: z.string().nullable(),
    ip: z.string().nullable(),
    createdAt: Instant,
    expiresAt: Instant,
  })
  .meta({ id: 'OpenSession' });

const SignUp = z
  .strictObject({
    name: ShortName,
    email: Email,
    password: Password,
    workspaceName: ShortName.optional(),
    invitation: LinkToken.optional().meta({ description: 'From an invitation link: joins that workspace' }),
  })
  .meta({ id: 'SignUp' });

const SignIn = z.strictObject({ email: Email, password: z.string().min(1).max(128) }).meta({ id: 'SignIn' });

const OwnChanges = z
  .strictObject({
    name: ShortName.optional(),
    email: Email.optional(),
    currentPassword: z.string().max(128).optional(),
    newPassword: Password.optional(),
  })
  .meta({ id: 'OwnChanges' });

export const auth = {
  entrance: endpoint({
    method: 'GET',
    path: '/auth/entrance',
    summary: 'Whether somebody may sign up here without an invitation',
    permission: 'public',
    output: z.object({ isSignUpOpen: z.boolean() }).meta({ id: 'Entrance' }),
  }),
  setUp: endpoint({
    method: 'POST',
    path: '/auth/set-up',
    summary: "Exchange the first start's one-time token for the owner's session",
    permission: 'public',
    cookies: true,
    body: z.strictObject({ token: LinkToken }).meta({ id: 'SetUp' }),
    output: Session,
  }),
  signUp: endpoint({
    method: 'POST',
    path: '/auth/sign-up',
    summary: 'Become a user with a workspace of your own, or in the one that invited you',
    permission: 'public',
    cookies: true,
    body: SignUp,
    output: Session,
    status: 201,
  }),
  signIn: endpoint({
    method: 'POST',
    path: '/auth/sign-in',
    summary: 'Open a session: the answer sets its cookie',
    permission: 'public',
    cookies: true,
    body: SignIn,
    output: Session,
  }),
  signOut: endpoint({
    method: 'POST',
    path: '/auth/sign-out',
    summary: 'Close this session',
    permission: 'signed_in',
    cookies: true,
    output: z.void(),
    status: 204,
  }),
  session: endpoint({
    method: 'GET',
    path: '/auth/session',
    summary: 'Who is signed in, with which workspaces',
    permission: 'signed_in',
    output: Session,
  }),
  changeMe: endpoint({
    method: 'PATCH',
    path: '/auth/me',
    summary: 'Change your name, e-mail or password; a new password closes your other sessions',
    permission: 'signed_in',
    body: OwnChanges,
    output: Session,
  }),
  sessions: endpoint({
    method: 'GET',
    path: '/auth/sessions',
    summary: 'Your open sessions',
    permission: 'signed_in',
    query: PageQuery,
    output: pageOf(OpenSession),
  }),
  closeSession: endpoint({
    method: 'DELETE',
    path: '/auth/sessions/:id',
    summary: 'Close one of your sessions',
    permission: 'signed_in',
    params: ById,
    output: z.void(),
    status: 204,
  }),
  acceptInvitation: endpoint({
    method: 'POST',
    path: '/auth/accept-invitation',
    summary: 'Join the workspace that invited you, and work in it',
    permission: 'signed_in',
    body: z.strictObject({ token: LinkToken }).meta({ id: 'AcceptInvitation' }),
    output: Session,
  }),
};

export const workspaces = {
  create: endpoint({
    method: 'POST',
    path: '/workspaces',
    summary: 'Make a workspace, own it, and work in it',
    permission: 'signed_in',
    body: z.strictObject({ name: ShortName }).meta({ id: 'NewWorkspace' }),
    output: Session,
    status: 201,
  }),
  switch: endpoint({
    method: 'POST',
    path: '/workspaces/:id/switch',
    summary: 'Work in another of your workspaces from now on, in this session',
    permission: 'signed_in',
    params: ById,
    output: Session,
  }),
};
