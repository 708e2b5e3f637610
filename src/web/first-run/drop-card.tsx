import { FileUp } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '#web/ui/controls/button.tsx';
import { offeredFile } from './offered-file.ts';
import { sampleFile } from './sample-file.ts';

/** Where somebody new begins: a file of people, or the sample that is there. */
export function DropCard() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <section
      aria-label="Bring a file"
      className="mb-4 flex flex-wrap items-center gap-x-5 gap-y-3 rounded-lg border border-dashed border-line-strong bg-surface px-5 py-4"
    >
      <FileUp size={26} className="shrink-0 text-accent max-md:hidden" aria-hidden />
      <div className="min-w-0 flex-1 basis-64">
        <p className="text-lg font-semibold">Drop a CSV or Excel file: watch it being called</p>
        <p className="text-text-2">
          Only a phone number is needed. Or{' '}
          <button
            type="button"
            className="font-semibold text-accent hover:underline"
            onClick={() => offeredFile.set(sampleFile())}
          >
            use a sample file
          </button>{' '}
          (100 rows, 5 deliberate mistakes).
        </p>
      </div>
      <input
        ref={input}
        type="file"
        aria-label="File of people"
        accept=".csv,.tsv,.txt,.xlsx,.xls"
        className="sr-only"
        tabIndex={-1}
        onChange={({ target }) => {
          offeredFile.set(target.files?.[0] ?? null);
          target.value = '';
        }}
      />
      <Button onClick={() => input.current?.click()}>Choose a file</Button>
    </section>
  );
}
