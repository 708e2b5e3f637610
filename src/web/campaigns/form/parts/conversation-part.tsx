import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Field, TextArea, TextInput } from '#web/ui/controls/field.tsx';
import { Select } from '#web/ui/controls/select.tsx';
import { agentChoicesQuery } from '../agent-choices.ts';
import { FormPart, SettingPlace, useSetting } from './setting.tsx';

/** Who speaks, and what for. `frozen` says why that can't be changed now. */
export function ConversationPart({ number, frozen }: { number?: number; frozen?: string | undefined }) {
  const name = useSetting('name');
  return (
    <FormPart {...(number === undefined ? {} : { number })} title="Conversation">
      {frozen === undefined ? null : <p className="rounded-md bg-yellow-fill px-3 py-2 text-yellow">{frozen}</p>}
      <AgentField isFrozen={frozen !== undefined} />
      <NextActionField isFrozen={frozen !== undefined} />
      <SettingPlace name="name">
        <Field label="Name of the campaign" isOptional error={name.error} hint="Made from the date when left empty.">
          {(control) => (
            <TextInput
              {...control}
              value={name.value}
              maxLength={200}
              onChange={(event) => name.set(event.target.value)}
            />
          )}
        </Field>
      </SettingPlace>
    </FormPart>
  );
}

export function AgentField({ isFrozen = false }: { isFrozen?: boolean }) {
  const agent = useSetting('agentId');
  const { data: agents } = useQuery(agentChoicesQuery);
  if (agents?.length === 0)
    return (
      <p id="setting-agentId" className="rounded-md bg-yellow-fill px-3 py-2 text-yellow">
        There is no agent yet.{' '}
        <Link to="/agents" className="font-semibold underline">
          Make one
        </Link>
        ; what you wrote here is kept.
      </p>
    );
  return (
    <SettingPlace name="agentId">
      <Field label="Agent" error={agent.error}>
        {(control) => (
          <Select
            {...control}
            label="Agent"
            value={agent.value}
            onChange={agent.set}
            isDisabled={isFrozen}
            options={[
              ...(agent.value === '' ? [{ value: '', label: 'Choose who speaks' }] : []),
              ...(agents ?? []).map(({ id, name, provider }) => ({ value: id, label: name, hint: provider })),
            ]}
          />
        )}
      </Field>
    </SettingPlace>
  );
}

export function NextActionField({ isFrozen = false }: { isFrozen?: boolean }) {
  const agent = useSetting('agentId');
  const nextAction = useSetting('nextAction');
  const { data: agents } = useQuery(agentChoicesQuery);
  const own = agents?.find(({ id }) => id === agent.value)?.nextAction ?? null;
  return (
    <SettingPlace name="nextAction">
      <Field
        label="Goal, or next action"
        isOptional
        error={nextAction.error}
        hint="The agent is told this with every call."
      >
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            disabled={isFrozen}
            maxLength={1000}
            placeholder={own ?? 'Schedule a product demo'}
            value={nextAction.value}
            onChange={(event) => nextAction.set(event.target.value)}
          />
        )}
      </Field>
    </SettingPlace>
  );
}
