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
import type { Act } from './agent-row.tsx';
import { DeleteAgent } from './delete-agent.tsx';
import { agentsQuery } from './queries.ts';
import { TestCallDialog } from './test-call-dialog.tsx';

const AgentDialog = lazy(async () => ({ default: (await import('./agent-dialog.tsx')).AgentDialog }));

type Open = { act: 'new' } | { act: Act; agent: Agent } | null;

export function AgentsPage() {
  const { may } = useSession();
  const { data } = useQuery(agentsQuery);
  const [open, setOpen] = useState<Open>(null);
  const [sought, setSought] = useState('');
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
          <p className="max-w-[72ch] pb-4 text-pretty text-text-2">
            An agent is the voice that speaks: through which account, what it is told, and how long it may take.
          </p>
        )
      }
    >
      <AgentList sought={sought} onOpen={setOpen} />
      {open ? <AgentDialogs open={open} onClose={() => setOpen(null)} /> : null}
    </Page>
  );
}

function AgentList({ sought, onOpen }: { sought: string; onOpen: (open: Open) => void }) {
  const { data, error, refetch } = useQuery(agentsQuery);
  const { data: accounts } = useQuery(accountsQuery);
  if (error) return <ErrorCard what="the agents" error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonRows rows={3} className="h-24 w-full" />;
  const shown = data.filter(({ name }) => name.toLowerCase().includes(sought.toLowerCase()));
  if (shown.length === 0) return <NoAgents isFiltered={sought !== ''} onNew={() => onOpen({ act: 'new' })} />;
  return (
    <ul className="flex flex-col gap-3">
      {shown.map((agent) => (
        <AgentRow
          key={agent.id}
          agent={agent}
          account={accounts?.find(({ id }) => id === agent.providerAccountId)}
          onAct={(act) => onOpen({ act, agent })}
        />
      ))}
    </ul>
  );
}

function AgentDialogs({ open, onClose }: { open: NonNullable<Open>; onClose: () => void }) {
  switch (open.act) {
    case 'new':
      return (
        <Suspense>
          <AgentDialog onClose={onClose} />
        </Suspense>
      );
    case 'edit':
      return (
        <Suspense>
          <AgentDialog agent={open.agent} onClose={onClose} />
        </Suspense>
      );
    case 'test':
      return <TestCallDialog agent={open.agent} onClose={onClose} />;
    case 'delete':
      return <DeleteAgent agent={open.agent} onClose={onClose} />;
  }
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
