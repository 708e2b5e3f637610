import { Field, TextInput } from '#web/ui/controls/field.tsx';
import { Select } from '#web/ui/controls/select.tsx';
import type { Form } from './queries.ts';
import type { Typed } from './account-form.ts';

type AccountFieldsProps = {
  form: Form;
  typed: Typed;
  errors: Readonly<Record<string, string>>;
  /** Of an account that is there, what is shown of its credentials. */
  hints?: Readonly<Record<string, string>> | undefined;
  onChange: (typed: Typed) => void;
};

/** The fields that this provider's accounts are made of. */
export function AccountFields({ form, typed, errors, hints, onChange }: AccountFieldsProps) {
  const set = (change: Partial<Typed>) => onChange({ ...typed, ...change });
  return (
    <>
      {form.credentials.map(({ name, label, isSecret, isRequired, help }) => (
        <Field
          key={name}
          label={label}
          hint={hints ? `${help} Leave empty to keep ${hints[name] ?? 'it'}.` : help}
          error={errors[`credentials/${name}`]}
          isOptional={!isRequired || hints !== undefined}
        >
          {(control) => (
            <TextInput
              {...control}
              type={isSecret ? 'password' : 'text'}
              autoComplete="off"
              spellCheck={false}
              placeholder={hints?.[name]}
              required={isRequired && hints === undefined}
              value={typed.credentials[name] ?? ''}
              onChange={(event) => set({ credentials: { ...typed.credentials, [name]: event.target.value } })}
            />
          )}
        </Field>
      ))}
      {form.addresses.length > 1 ? (
        <Field label="Region" error={errors['baseUrl']}>
          {(control) => (
            <Select
              {...control}
              value={typed.baseUrl || (form.addresses[0]?.url ?? '')}
              options={form.addresses.map(({ title, url }) => ({ value: url, label: title, hint: url }))}
              onChange={(baseUrl) => set({ baseUrl })}
            />
          )}
        </Field>
      ) : null}
      <Field
        label="Name"
        isOptional
        error={errors['name']}
        hint="How it is called here, such as the team that uses it."
      >
        {(control) => (
          <TextInput
            {...control}
            maxLength={200}
            placeholder={form.title}
            value={typed.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      <Limits form={form} typed={typed} errors={errors} onChange={onChange} />
    </>
  );
}

function Limits({ form, typed, errors, onChange }: AccountFieldsProps) {
  const { callsAtOnce, callsPerSecond, help } = form.limits;
  return (
    <div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Calls at once" isOptional error={errors['callsAtOnce']}>
          {(control) => (
            <TextInput
              {...control}
              inputMode="numeric"
              pattern="\d*"
              placeholder={String(callsAtOnce)}
              value={typed.callsAtOnce}
              onChange={(event) => onChange({ ...typed, callsAtOnce: event.target.value })}
            />
          )}
        </Field>
        <Field label="Calls a second" isOptional error={errors['callsPerSecond']}>
          {(control) => (
            <TextInput
              {...control}
              inputMode="decimal"
              pattern="\d*\.?\d*"
              placeholder={callsPerSecond === null ? 'No limit' : String(callsPerSecond)}
              value={typed.callsPerSecond}
              onChange={(event) => onChange({ ...typed, callsPerSecond: event.target.value })}
            />
          )}
        </Field>
      </div>
      <p className="mt-1.5 text-sm text-text-3">{help}</p>
    </div>
  );
}
