import { MoreHorizontal, Phone } from 'lucide-react';
import type { Agent } from '#contract/agents.ts';
import type { ProviderAccount } from '#contract/provider-accounts.ts';
import { longDuration } from '#web/format/time.ts';
import { useSession } from '#web/session.ts';
import { standingOf } from '#web/settings/providers/account-words.ts';
import { Button, IconButton } from '#web/ui/controls/button.tsx';
import { Badge } from '#web/ui/feedback/badge.tsx';
import { Menu } from '#web/ui/overlays/menu.tsx';

export type Act = 'edit' | 'test' | 'delete';
type AgentRowProps = { agent: Agent; account: ProviderAccount | undefined; onAct: (act: Act) => void };

/** One agent: who it is, through whom it speaks, and what it says. */
export function AgentRow({ agent, account, onAct }: AgentRowProps) {
  const { may } = useSession();
  const standing = account && standingOf(account);
  return (
    <li className="flex flex-wrap items-start gap-x-6 gap-y-3 rounded-lg border border-line bg-surface p-4">
      <div className="min-w-0 flex-1 basis-72">
        <h2 className="flex flex-wrap items-center gap-2 text-lg font-semibold">
          {agent.name}
          {standing && standing.tone !== 'green' ? <Badge tone={standing.tone}>{standing.word}</Badge> : null}
        </h2>
        <p className="mt-1 line-clamp-2 max-w-[80ch] text-text-2">
          {agent.prompt === '' ? promptMissing(agent) : agent.prompt}
        </p>
        <dl className="mt-3 flex flex-wrap gap-x-8 gap-y-2">
          {factsOf(agent, account).map(([name, value]) => (
            <div key={name}>
              <dt className="text-sm text-text-3">{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      </div>
      {may('operator') ? (
        <div className="flex items-center gap-1">
          <Button size="sm" icon={<Phone size={14} aria-hidden />} onClick={() => onAct('test')}>
            Test call
          </Button>
          <Button size="sm" onClick={() => onAct('edit')}>
            Edit
          </Button>
          <Menu
            trigger={<IconButton label={`More for ${agent.name}`} icon={<MoreHorizontal size={18} aria-hidden />} />}
            entries={[{ label: 'Delete…', isDangerous: true, onSelect: () => onAct('delete') }]}
          />
        </div>
      ) : null}
    </li>
  );
}

function promptMissing({ providerAgentId }: Agent): string {
  return providerAgentId === null ? 'It has no prompt yet.' : 'Its prompt is kept at the provider.';
}

function factsOf(agent: Agent, account: ProviderAccount | undefined): [string, string][] {
  return [
    ['Speaks through', account?.name ?? agent.provider],
    ...(agent.providerAgentId === null ? [] : [['Agent there', agent.providerAgentId] as [string, string]]),
    ...(agent.nextAction === null ? [] : [['Next action', agent.nextAction] as [string, string]]),
    ['Rings at most', longDuration(agent.ringSecondsMax)],
    ['Talks at most', longDuration(agent.talkSecondsMax)],
  ];
}
