import { useQuery } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useSession } from '#web/session.ts';
import { membersQuery } from '#web/settings/queries.ts';
import { Page } from '#web/shell/page.tsx';
import { ButtonLink } from '#web/ui/controls/button.tsx';
import { Empty } from '#web/ui/feedback/empty.tsx';
import { Fairness } from './fairness.tsx';
import { Health } from './health.tsx';
import { SystemAudit } from './system-audit.tsx';
import { Workspaces } from './workspaces.tsx';

export function AdminPage() {
  const { isSystemAdmin } = useSession();
  return isSystemAdmin ? (
    <Page title="Admin" below={<p className="pb-4 text-text-2">The whole installation, over all workspaces.</p>}>
      <div className="flex flex-col gap-6">
        <Workspaces />
        <Fairness />
        <Health />
        <SystemAudit />
      </div>
    </Page>
  ) : (
    <NotForYou />
  );
}

/** For whoever does not run the installation: what is here, and whom to ask. */
function NotForYou() {
  const { data } = useQuery(membersQuery);
  const owners = data?.filter(({ role }) => role === 'owner').map(({ name, email }) => `${name} (${email})`) ?? [];
  const asked = new Intl.ListFormat(undefined, { type: 'disjunction' }).format(owners);
  return (
    <Page title="Admin">
      <Empty
        icon={<ShieldCheck size={32} aria-hidden />}
        title="This is for who runs the installation"
        actions={
          <>
            <ButtonLink to="/settings" hash="calls-at-once" look="primary">
              See your limits
            </ButtonLink>
            <ButtonLink to="/campaigns">Go to your campaigns</ButtonLink>
          </>
        }
      >
        Limits of workspaces and of the system are set here.
        {owners.length === 0 ? '' : ` If you need more calls at once, ask ${asked}.`}
      </Empty>
    </Page>
  );
}
