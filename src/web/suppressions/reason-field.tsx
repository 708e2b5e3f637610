import { Field, TextInput } from '#web/ui/controls/field.tsx';

type ReasonFieldProps = { reason: string; onChange: (reason: string) => void; placeholder?: string };

/** Why numbers are not to be called. */
export function ReasonField({ reason, onChange, placeholder }: ReasonFieldProps) {
  return (
    <Field label="Reason" isOptional hint="For whoever asks later why they are not called.">
      {(control) => (
        <TextInput
          {...control}
          maxLength={500}
          placeholder={placeholder}
          value={reason}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
