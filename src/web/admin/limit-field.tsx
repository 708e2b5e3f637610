import { Pencil } from 'lucide-react';
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
export function LimitField({ label, limit, preview, onSet }: LimitFieldProps) {
  const [text, setText] = useState<string | null>(null);
  const place = useRef<HTMLSpanElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const isEditing = text !== null;
  useEffect(() => input.current?.select(), [isEditing]);
  const close = () => {
    setText(null);
    requestAnimationFrame(() => place.current?.querySelector('button')?.focus());
  };
  if (text === null)
    return (
      <span ref={place} className="inline-flex items-center gap-1">
        <span className="figures font-semibold">{count(limit)}</span>
        <IconButton
          label={`Change the limit of ${label}`}
          icon={<Pencil size={14} aria-hidden />}
          onClick={() => setText(String(limit))}
        />
      </span>
    );
  const wanted = limitOf(text);
  const save = () => {
    if (wanted === null) return;
    if (wanted !== limit) onSet(wanted);
    close();
  };
  return (
    <form
      className="flex flex-col gap-1.5"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => (event.key === 'Escape' ? close() : undefined)}
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
        <Button size="sm" look="quiet" onClick={close}>
          Cancel
        </Button>
      </span>
      <span id={id} role="status" className="max-w-72 text-sm text-text-2">
        {wanted === null ? 'A whole number from 0 (place no more calls) to 100,000.' : preview(text)}
      </span>
    </form>
  );
}
