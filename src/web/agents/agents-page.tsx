import { useQuery } from '@tanstack/react-query';
import { Bot, Plus } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import type { Agent } from '#contract/agents.ts';
import { useSession } from '#web/session.ts';
import { accountsQuery } from '#web/settings/providers/queries.ts';
import { Page } from '#web/shell/page.tsx';
import { Button } from '#web/ui/controls/button.tsx';
import { SearchInput } from '#web/ui/controls/search-input.tsx';
import { Empty } from '#web/ui/feedback/empty.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { AgentRow } from './agent-row.tsx';
import { DeleteAgent } from './delete-agent.tsx';
import { agentsQuery } from './queries.ts';
import { TestCallDialog } from './test-call-dialog.tsx';

const AgentDialog = lazy(async () => ({ default: (await import('./agent-dialog.tsx')).AgentDialog }));

export type Act = 'edit' | 'test' | 'delete';
type Open = { act: 'new' } | { act: Act; agent: Agent } | null;

export function AgentsPage() {
  const { may } = useSession();
  const { data, error, refetch } = useQuery(agentsQuery);
  const { data: accounts } = useQuery(accountsQuery);
  const [open, setOpen] = useState<Open>(null);
  const [sought, setSought] = useState('');
  const close = () => setOpen(null);
  const shown = data?.filter(({ name }) => name.toLowerCase().includes(sought.toLowerCase()));
  return (
    <Page
      title="Agents"
      actions={
        may('operator') ? (
          <Button look="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setOpen({ act: 'new' })}>
            New agent
          </Button>
        ) : null
      }
      below={
        data !== undefined && data.length > 8 ? (
          <div className="pb-4">
            <SearchInput label="Search agents" value={sought} onSearch={setSought} />
          </div>
        ) : (
          <p className="max-w-[72ch] pb-4 text-text-2">
            An agent is the voice that speaks: through which account, what it is told, and how long it may take.
          </p>
        )
      }
    >
      {error ? <ErrorCard what="the agents" error={error} onRetry={() => void refetch()} /> : null}
      {!shown && !error ? <SkeletonRows rows={3} className="h-24 w-full" /> : null}
      {shown?.length === 0 ? <NoAgents isFiltered={sought !== ''} onNew={() => setOpen({ act: 'new' })} /> : null}
      <ul className="flex flex-col gap-3">
        {shown?.map((agent) => (
          <AgentRow
            key={agent.id}
            agent={agent}
            account={accounts?.find(({ id }) => id === agent.providerAccountId)}
            onAct={(act) => setOpen({ act, agent })}
          />
        ))}
      </ul>
      <Suspense>
        {open?.act === 'new' ? <AgentDialog onClose={close} /> : null}
        {open?.act === 'edit' ? <AgentDialog agent={open.agent} onClose={close} /> : null}
      </Suspense>
      {open?.act === 'test' ? <TestCallDialog agent={open.agent} onClose={close} /> : null}
      {open?.act === 'delete' ? <DeleteAgent agent={open.agent} onClose={close} /> : null}
    </Page>
  );
}

function NoAgents({ isFiltered, onNew }: { isFiltered: boolean; onNew: () => void }) {
  const { may } = useSession();
  if (isFiltered) return <Empty title="No agent is called so" />;
  return (
    <Empty
      icon={<Bot size={32} aria-hidden />}
      title="No agents yet"
      actions={
        may('operator') ? (
          <Button look="primary" onClick={onNew}>
            New agent
          </Button>
        ) : null
      }
    >
      A campaign needs an agent to speak. Give it a name and say what the call is about.
    </Empty>
  );
}
