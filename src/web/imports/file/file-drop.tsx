import { ClipboardPaste, FileSpreadsheet } from 'lucide-react';
import type { ClipboardEvent } from 'react';
import { useEffect, useRef, useState } from 'react';
import { Button } from '#web/ui/controls/button.tsx';
import { Field, TextArea } from '#web/ui/controls/field.tsx';
import { pastedFile, refusalBeforeUpload } from './local-check.ts';

type FileDropProps = { onFile: (file: File) => void; onRefuse: (words: string) => void };

/** Takes a file in every way there is: dropped anywhere on the page, chosen, or pasted as rows of a spreadsheet. */
export function FileDrop({ onFile, onRefuse }: FileDropProps) {
  const input = useRef<HTMLInputElement>(null);
  const [isPasting, setPasting] = useState(false);
  const take = (file: File | undefined) => {
    if (file === undefined) return;
    const refusal = refusalBeforeUpload(file);
    if (refusal === null) onFile(file);
    else onRefuse(refusal);
  };
  const isOver = useDropAnywhere(take);
  return (
    <div
      className={`flex flex-col items-center gap-3 rounded-xl border-2 border-dashed px-6 py-12 text-center ${isOver ? 'border-accent bg-accent-soft' : 'border-line-strong bg-surface'}`}
    >
      <FileSpreadsheet size={32} strokeWidth={1.5} className="text-text-3" aria-hidden />
      <p className="text-lg font-semibold">{isOver ? 'Drop it here' : 'Drop a CSV or Excel file'}</p>
      <p className="max-w-[56ch] text-text-2">
        CSV, TSV, TXT, XLSX or XLS, up to 200 MB and 1,000,000 rows. Only a phone number is needed; every other column
        is kept.
      </p>
      <div className="mt-1 flex flex-wrap justify-center gap-2">
        <Button look="primary" onClick={() => input.current?.click()}>
          Choose a file
        </Button>
        <Button icon={<ClipboardPaste size={16} aria-hidden />} onClick={() => setPasting(!isPasting)}>
          Paste rows
        </Button>
      </div>
      <input
        ref={input}
        type="file"
        aria-label="File with people"
        tabIndex={-1}
        className="sr-only"
        accept=".csv,.tsv,.txt,.xlsx,.xls,text/csv,text/plain"
        onChange={(event) => {
          take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      {isPasting ? <PasteBox onText={(text) => take(pastedFile(text))} /> : null}
      <Templates />
    </div>
  );
}

/** Whoever asked for the field wants to write in it. */
function focusOn(field: HTMLElement | null): void {
  field?.focus();
}

function PasteBox({ onText }: { onText: (text: string) => void }) {
  const [text, setText] = useState('');
  const onPaste = (event: ClipboardEvent) => {
    const pasted = event.clipboardData.getData('text/plain');
    if (text !== '' || !pasted.includes('\n')) return;
    event.preventDefault();
    onText(pasted);
  };
  return (
    <div className="flex w-full max-w-2xl flex-col gap-2 text-start">
      <Field
        label="Rows of a spreadsheet"
        hint="Copy the cells with their header and paste them; or write one number a line."
      >
        {(control) => (
          <TextArea
            {...control}
            ref={focusOn}
            rows={5}
            value={text}
            onPaste={onPaste}
            onChange={(event) => setText(event.target.value)}
            className="font-mono"
          />
        )}
      </Field>
      <Button className="self-end" disabled={text.trim() === ''} onClick={() => onText(text)}>
        Use these rows
      </Button>
    </div>
  );
}

function Templates() {
  const link = 'font-semibold text-accent hover:underline';
  return (
    <p className="mt-2 text-sm text-text-2">
      To begin with:{' '}
      <a className={link} href="/api/v1/campaigns/template?kind=basic" download="basic-template.csv">
        Basic template (5 columns)
      </a>{' '}
      ·{' '}
      <a className={link} href="/api/v1/campaigns/template?kind=advanced" download="advanced-template.csv">
        Advanced template (9 columns)
      </a>
    </p>
  );
}

/** The whole window takes files while this is on the page; whether one is held above it now. */
function useDropAnywhere(take: (file: File | undefined) => void): boolean {
  const [isOver, setOver] = useState(false);
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    const holdsFile = (event: globalThis.DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const over = (event: globalThis.DragEvent) => {
      if (!holdsFile(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: globalThis.DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: globalThis.DragEvent) => {
      if (!holdsFile(event)) return;
      event.preventDefault();
      setOver(false);
      latest.current(event.dataTransfer?.files[0]);
    };
    document.addEventListener('dragover', over);
    document.addEventListener('dragleave', leave);
    document.addEventListener('drop', drop);
    return () => {
      document.removeEventListener('dragover', over);
      document.removeEventListener('dragleave', leave);
      document.removeEventListener('drop', drop);
    };
  }, []);
  return isOver;
}
