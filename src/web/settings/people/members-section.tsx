import { useMutation, useQuery } from '@tanstack/react-query';
import { Trash2, UserPlus } from 'lucide-react';
import { useState } from 'react';
import type { Member } from '#contract/members.ts';
import { roles } from '#domain/permissions.ts';
import type { Role } from '#domain/permissions.ts';
import { api, queryClient } from '#web/api.ts';
import { useSession } from '#web/session.ts';
import { Button, IconButton } from '#web/ui/controls/button.tsx';
import { Select } from '#web/ui/controls/select.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { toast } from '#web/ui/feedback/toast.ts';
import { Confirm } from '#web/ui/overlays/confirm.tsx';
import { invitationsQuery, membersQuery } from '../queries.ts';
import { ReadOnlyNote, Section } from '../section.tsx';
import { useSaved } from '../use-saved.ts';
import { Invitations } from './invitations.tsx';
import { InviteDialog } from './invite-dialog.tsx';
import { roleWords } from './roles.ts';

/** Who works here, as what, and who was asked to. */
export function MembersSection() {
  const { may } = useSession();
  const { data, error, refetch } = useQuery(membersQuery);
  const [isInviting, setInviting] = useState(false);
  return (
    <Section
      id="members"
      lead="Who works in this workspace."
      aside={
        may('admin') ? (
          <Button icon={<UserPlus size={16} aria-hidden />} onClick={() => setInviting(true)}>
            Invite somebody
          </Button>
        ) : null
      }
    >
      {error ? <ErrorCard what="the members" error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <SkeletonRows rows={3} className="my-3 h-10 w-full" /> : null}
      {may('admin') ? null : <ReadOnlyNote>Only an admin invites people and changes roles.</ReadOnlyNote>}
      {data ? (
        <ul>
          {data.map((member) => (
            <MemberRow key={member.id} member={member} members={data} />
          ))}
        </ul>
      ) : null}
      {may('admin') ? <Invitations /> : null}
      {isInviting ? (
        <InviteDialog
          onClose={() => {
            setInviting(false);
            void queryClient.invalidateQueries({ queryKey: invitationsQuery.queryKey });
          }}
        />
      ) : null}
    </Section>
  );
}

function MemberRow({ member, members }: { member: Member; members: readonly Member[] }) {
  const { may } = useSession();
  const isLastOwner = member.role === 'owner' && members.filter(({ role }) => role === 'owner').length === 1;
  const mayChange = may(member.role === 'owner' ? 'owner' : 'admin') && !isLastOwner;
  const save = useSaved<Member[], { role: Role }>({
    queryKey: membersQuery.queryKey,
    save: async ({ role }) => {
      const changed = await api.members.change({ id: member.id, role });
      return members.map((each) => (each.id === changed.id ? changed : each));
    },
    apply: (known, { role }) => known.map((each) => (each.id === member.id ? { ...each, role } : each)),
    back: () => ({ role: member.role }),
  });
  const options = roles.filter((role) => role !== 'owner' || may('owner') || member.role === 'owner');
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-2 border-t border-line py-3 first:border-t-0 sm:grid-cols-[minmax(0,1fr)_11rem_2rem]">
      <Who member={member} />
      <div className="max-sm:order-3">
        {mayChange ? (
          <Select
            label={`Role of ${member.name}`}
            value={member.role}
            options={options.map((role) => ({ value: role, label: roleWords[role].title, hint: roleWords[role].may }))}
            onChange={(role) => save({ role })}
          />
        ) : (
          <p className="sm:px-3">
            {roleWords[member.role].title}
            {isLastOwner ? <span className="block text-sm text-text-3">the last one stays</span> : null}
          </p>
        )}
      </div>
      {mayChange ? <RemoveMember member={member} /> : <span />}
    </li>
  );
}

function Who({ member }: { member: Member }) {
  const { user } = useSession();
  return (
    <div className="min-w-0">
      <p className="truncate font-semibold">
        {member.name}
        {member.email === user?.email ? <span className="font-normal text-text-3"> (you)</span> : null}
      </p>
      <p className="truncate text-sm text-text-2">{member.email}</p>
    </div>
  );
}

function RemoveMember({ member }: { member: Member }) {
  const [isOpen, setOpen] = useState(false);
  const removing = useMutation({
    mutationFn: () => api.members.remove({ id: member.id }),
    onSuccess: () => {
      setOpen(false);
      toast.say(`${member.name} is no longer in this workspace.`);
      return queryClient.invalidateQueries({ queryKey: membersQuery.queryKey });
    },
  });
  return (
    <>
      <IconButton
        label={`Remove ${member.name}`}
        icon={<Trash2 size={16} aria-hidden />}
        onClick={() => setOpen(true)}
      />
      <Confirm
        isOpen={isOpen}
        onClose={() => setOpen(false)}
        title={`Remove ${member.name}?`}
        description="They can’t see this workspace any more, from their next click on. What they made stays. A new invitation brings them back."
        act="Remove member"
        keep="Keep member"
        isBusy={removing.isPending}
        onConfirm={() => removing.mutate()}
      />
    </>
  );
}
