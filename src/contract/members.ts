import * as z from 'zod';
import { Email, Role } from './auth.ts';
import { endpoint } from './endpoint.ts';
import { ById, Id, Instant, PageQuery, pageOf } from './page.ts';

export const Member = z
  .object({ id: Id, name: z.string(), email: z.string(), role: Role, createdAt: Instant })
  .meta({ id: 'Member' });
export type Member = z.infer<typeof Member>;

export const Invitation = z
  .object({
    id: Id,
    email: z.string().nullable(),
    role: Role,
    invitedBy: z.string(),
    createdAt: Instant,
    expiresAt: Instant,
  })
  .meta({ id: 'Invitation' });

/** The link holds the secret in its fragment and is shown this once. */
export const NewInvitation = Invitation.extend({ url: z.string(), token: z.string() }).meta({ id: 'InvitationLink' });

export const members = {
  list: endpoint({
    method: 'GET',
    path: '/members',
    summary: 'Who works in this workspace',
    permission: 'viewer',
    query: PageQuery,
    output: pageOf(Member),
  }),
  change: endpoint({
    method: 'PATCH',
    path: '/members/:id',
    summary: 'Give a member another role; the last owner stays owner',
    permission: 'admin',
    params: ById,
    body: z.strictObject({ role: Role }).meta({ id: 'MemberChanges' }),
    output: Member,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/members/:id',
    summary: 'Take a member out of the workspace; the last owner stays',
    permission: 'admin',
    params: ById,
    output: z.void(),
    status: 204,
  }),
  invite: endpoint({
    method: 'POST',
    path: '/invitations',
    summary: 'Make an invitation link, good once and for 7 days; hand it over yourself',
    permission: 'admin',
    body: z
      .strictObject({
        role: Role,
        email: Email.optional().meta({ description: 'Only somebody with this e-mail may use the link' }),
      })
      .meta({ id: 'NewInvitation' }),
    output: NewInvitation,
    status: 201,
  }),
  invitations: endpoint({
    method: 'GET',
    path: '/invitations',
    summary: 'Invitations that can still be used',
    permission: 'admin',
    query: PageQuery,
    output: pageOf(Invitation),
  }),
  withdraw: endpoint({
    method: 'DELETE',
    path: '/invitations/:id',
    summary: 'Withdraw an invitation: its link stops working',
    permission: 'admin',
    params: ById,
    output: z.void(),
    status: 204,
  }),
};
