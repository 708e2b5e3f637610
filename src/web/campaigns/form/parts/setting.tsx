import type { ReactNode } from 'react';
import { useController } from 'react-hook-form';
import type { FormValues } from '../values/form-values.ts';

/** One setting of the form that is around: its value, how it is changed, and what is wrong with it. */
export function useSetting<N extends keyof FormValues>(name: N) {
  const { field, fieldState } = useController<FormValues, N>({ name });
  return {
    value: field.value as FormValues[N],
    set: (value: FormValues[N]) => field.onChange(value),
    error: fieldState.error?.message,
  };
}

/** Where the list of errors leads to. */
export function SettingPlace({ name, children }: { name: keyof FormValues | 'people'; children: ReactNode }) {
  return (
    <div id={`setting-${name}`} className="scroll-mt-24">
      {children}
    </div>
  );
}

/** One of the numbered parts of the form. */
export function FormPart({ number, title, children }: { number?: number; title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="rounded-lg border border-line bg-surface p-5">
      <h2 className="mb-4 flex items-center gap-2.5 text-lg font-semibold">
        {number === undefined ? null : (
          <span
            aria-hidden
            className="figures grid size-6 place-items-center rounded-full bg-sunken text-sm text-text-2"
          >
            {number}
          </span>
        )}
        {title}
      </h2>
      <div className="flex flex-col gap-4">{children}</div>
    </section>
  );
}

/** A name for a group of controls, and what is wrong with it. */
export function Labelled({ label, error, hint, children }: LabelledProps) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5">
      <legend className="mb-1.5 font-semibold">{label}</legend>
      {children}
      {error === undefined ? null : <p className="text-sm text-red">{error}</p>}
      {hint === undefined ? null : <p className="text-sm text-text-3">{hint}</p>}
    </fieldset>
  );
}

type LabelledProps = { label: ReactNode; error?: string | undefined; hint?: ReactNode; children: ReactNode };
