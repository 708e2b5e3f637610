import { Pencil } from 'lucide-react';
import type { FormEvent } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import { count } from '#web/format/number.ts';
import { Button, IconButton } from '#web/ui/controls/button.tsx';
import { inputClass } from '#web/ui/controls/field.tsx';
import { limitOf } from './limit-words.ts';

type LimitFieldProps = {
  label: string;
  limit: number;
  /** What it would do to set this; null where the text is no limit. */
  preview: (text: string) => string | null;
  onSet: (limit: number) => void;
};

/** A limit that is changed where it stands: its effect is said before it is set. */
export function LimitField(props: LimitFieldProps) {
  const [isEditing, setEditing] = useState(false);
  const place = useRef<HTMLSpanElement>(null);
  const close = () => {
    setEditing(false);
    requestAnimationFrame(() => place.current?.querySelector('button')?.focus());
  };
  if (isEditing) return <LimitForm {...props} onClose={close} />;
  return (
    <span ref={place} className="-my-1.5 inline-flex items-center gap-1">
      <span className="figures font-semibold">{count(props.limit)}</span>
      <IconButton
        label={`Change the limit of ${props.label}`}
        icon={<Pencil size={14} aria-hidden />}
        onClick={() => setEditing(true)}
      />
    </span>
  );
}

function LimitForm({ label, limit, preview, onSet, onClose }: LimitFieldProps & { onClose: () => void }) {
  const [text, setText] = useState(String(limit));
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => input.current?.select(), []);
  const wanted = limitOf(text);
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (wanted === null) return;
    if (wanted !== limit) onSet(wanted);
    onClose();
  };
  return (
    <form
      className="flex flex-col gap-1.5"
      onSubmit={save}
      onKeyDown={(event) => (event.key === 'Escape' ? onClose() : undefined)}
    >
      <span className="flex items-center gap-1.5">
        <input
          ref={input}
          inputMode="numeric"
          aria-label={`Limit of ${label}`}
          aria-describedby={id}
          aria-invalid={wanted === null}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className={`${inputClass} figures h-8 max-w-20`}
        />
        <Button size="sm" look="primary" type="submit" disabled={wanted === null}>
          Set
        </Button>
        <Button size="sm" look="quiet" onClick={onClose}>
          Cancel
        </Button>
      </span>
      <span id={id} role="status" className="max-w-72 text-sm text-text-2">
        {wanted === null ? 'A whole number from 0 (place no more calls) to 100,000.' : preview(text)}
      </span>
    </form>
  );
}
