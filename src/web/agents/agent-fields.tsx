import { useQuery } from '@tanstack/react-query';
import type { ProviderAccount } from '#contract/provider-accounts.ts';
import type { Form } from '#web/settings/providers/queries.ts';
import { Combobox } from '#web/ui/controls/combobox.tsx';
import { Field, TextArea, TextInput } from '#web/ui/controls/field.tsx';
import { Select } from '#web/ui/controls/select.tsx';
import type { TypedAgent } from './agent-form.ts';
import { remoteAgentsQuery } from './queries.ts';

type AgentFieldsProps = {
  typed: TypedAgent;
  onChange: (typed: TypedAgent) => void;
  errors: Readonly<Record<string, string>>;
  accounts: readonly ProviderAccount[];
  forms: readonly Form[];
  isNew: boolean;
};

/** Everything of an agent that can be set. */
export function AgentFields(props: AgentFieldsProps) {
  const { typed, onChange, errors, accounts, isNew } = props;
  const set = (change: Partial<TypedAgent>) => onChange({ ...typed, ...change });
  return (
    <>
      <Field label="Name" error={errors['name']}>
        {(control) => (
          <TextInput
            {...control}
            required
            maxLength={200}
            value={typed.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Speaks through"
        error={errors['providerAccountId']}
        hint={isNew ? 'A provider account. It stays with the agent.' : 'The account stays with the agent.'}
      >
        {(control) => (
          <Select
            {...control}
            value={typed.providerAccountId}
            isDisabled={!isNew}
            options={accounts.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(providerAccountId) => set({ providerAccountId, providerAgentId: '' })}
          />
        )}
      </Field>
      <RemoteAgent {...props} />
      <Words {...props} />
      <Lengths {...props} />
    </>
  );
}

/** What it is told: what to say, and what to reach. */
function Words({ typed, onChange, errors }: AgentFieldsProps) {
  const set = (change: Partial<TypedAgent>) => onChange({ ...typed, ...change });
  return (
    <>
      <Field
        label="Prompt"
        isOptional
        error={errors['prompt']}
        hint="Who it is, what the call is for, and when to stop. A Bolna agent brings its own."
      >
        {(control) => (
          <TextArea
            {...control}
            rows={6}
            maxLength={50_000}
            value={typed.prompt}
            onChange={(event) => set({ prompt: event.target.value })}
          />
        )}
      </Field>
      <Field
        label="Next action"
        isOptional
        error={errors['nextAction']}
        hint="What the call should lead to, such as “Schedule a demo”. A campaign or a person may have another."
      >
        {(control) => (
          <TextInput
            {...control}
            maxLength={1000}
            value={typed.nextAction}
            onChange={(event) => set({ nextAction: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

/** Which of the provider's agents it is: chosen where they can be listed, typed where they can't. */
function RemoteAgent({ typed, onChange, errors, accounts, forms }: AgentFieldsProps) {
  const account = accounts.find(({ id }) => id === typed.providerAccountId);
  const isListed = forms.some(({ provider, listsAgents }) => provider === account?.provider && listsAgents);
  const remote = useQuery({ ...remoteAgentsQuery(typed.providerAccountId), enabled: isListed });
  if (account === undefined || account.provider === 'simulator') return null;
  const set = (providerAgentId: string) => onChange({ ...typed, providerAgentId });
  const known = remote.data?.map(({ id, name }) => ({ value: id, label: name })) ?? [];
  const isChosen = isListed && known.length > 0;
  const options =
    typed.providerAgentId === '' || known.some(({ value }) => value === typed.providerAgentId)
      ? known
      : [{ value: typed.providerAgentId, label: typed.providerAgentId }, ...known];
  return (
    <Field label="Agent at the provider" error={errors['providerAgentId']} hint={remoteHint(isListed, remote)}>
      {(control) =>
        isChosen ? (
          <Combobox {...control} value={typed.providerAgentId} options={options} onChange={set} />
        ) : (
          <TextInput
            {...control}
            maxLength={200}
            className="font-mono"
            value={typed.providerAgentId}
            onChange={(event) => set(event.target.value)}
          />
        )
      }
    </Field>
  );
}

function remoteHint(isListed: boolean, { isPending, error }: { isPending: boolean; error: unknown }): string {
  if (!isListed) return 'Its id, or the address of the flow, as docs/providers.md says for this provider.';
  if (error) return 'The provider could not list its agents just now: paste the id of the agent.';
  return isPending ? 'Asking the provider for its agents…' : 'As it is called there.';
}

function Lengths({ typed, onChange, errors }: AgentFieldsProps) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Rings at most, seconds" error={errors['ringSecondsMax']} hint="Then it counts as no answer.">
        {(control) => (
          <TextInput
            {...control}
            inputMode="numeric"
            required
            value={typed.ringSecondsMax}
            onChange={(event) => onChange({ ...typed, ringSecondsMax: event.target.value })}
          />
        )}
      </Field>
      <Field label="Talks at most, minutes" error={errors['talkSecondsMax']} hint="Then the call is ended.">
        {(control) => (
          <TextInput
            {...control}
            inputMode="decimal"
            required
            value={typed.talkMinutesMax}
            onChange={(event) => onChange({ ...typed, talkMinutesMax: event.target.value })}
          />
        )}
      </Field>
    </div>
  );
}
