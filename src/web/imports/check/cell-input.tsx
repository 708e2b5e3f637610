import { useEffect, useState } from 'react';
import { inputClass } from '#web/ui/controls/field.tsx';

type CellInputProps = { label: string; text: string; isBad: boolean; onChange: (text: string) => void };

/** A cell of the file that can be mended; told when it is left and differs. Escape brings the old text back. */
export function CellInput({ label, text, isBad, onChange }: CellInputProps) {
  const [written, setWritten] = useState(text);
  useEffect(() => setWritten(text), [text]);
  return (
    <input
      data-cell
      dir="ltr"
      aria-label={label}
      aria-invalid={isBad}
      title={written === text ? undefined : `In the file: ${text}`}
      value={written}
      onChange={(event) => setWritten(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') setWritten(text);
      }}
      onBlur={() => (written === text ? undefined : onChange(written))}
      className={`${inputClass} h-8 font-mono text-sm`}
    />
  );
}
