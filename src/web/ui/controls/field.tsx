import type { ComponentProps, InputHTMLAttributes, ReactNode } from 'react';
import { useId } from 'react';

type FieldProps = {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  isOptional?: boolean;
  /** Gets the ids that tie label, hint and error to the control. */
  children: (control: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean }) => ReactNode;
};

/** A control with its name above, what helps below, and what is wrong with it in its place. */
export function Field({ label, hint, error, isOptional = false, children }: FieldProps) {
  const id = useId();
  const [hintId, errorId] = [`${id}-hint`, `${id}-error`];
  const describedBy = [error === undefined ? '' : errorId, hint === undefined ? '' : hintId].filter(Boolean).join(' ');
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="flex items-baseline justify-between gap-3 font-semibold">
        {label}
        {isOptional ? <span className="text-sm font-normal text-text-3">optional</span> : null}
      </label>
      {children({ id, 'aria-describedby': describedBy || undefined, 'aria-invalid': error !== undefined })}
      {error === undefined ? null : (
        <p id={errorId} className="text-sm text-red">
          {error}
        </p>
      )}
      {hint === undefined ? null : (
        <p id={hintId} className="text-sm text-text-3">
          {hint}
        </p>
      )}
    </div>
  );
}

export const inputClass =
  'h-9 w-full min-w-0 rounded-md border border-line-strong bg-surface px-3 text-text aria-invalid:border-red disabled:bg-sunken disabled:text-text-3 pointer-coarse:min-h-11';

/** A line of text. */
export function TextInput(props: InputHTMLAttributes<HTMLInputElement>) {
  return <input type="text" autoComplete="off" {...props} className={`${inputClass} ${props.className ?? ''}`} />;
}

/** Several lines of text. */
export function TextArea(props: ComponentProps<'textarea'>) {
  return <textarea rows={3} {...props} className={`${inputClass} h-auto py-2 ${props.className ?? ''}`} />;
}
