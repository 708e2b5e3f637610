import { useMutation } from '@tanstack/react-query';
import { Download, Upload } from 'lucide-react';
import { useRef } from 'react';
import type { Import } from '#contract/imports.ts';
import { api, oneEffect } from '#web/api.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { keepImport } from '../use-change.ts';
import { RefusedCard } from '../file/upload-card.tsx';
import { wordsOfFix } from './fix-rows.ts';

/** The rows that brought nobody, to be mended in a spreadsheet and sent back onto the same import. */
export function ErrorFile({ made }: { made: Pick<Import, 'id' | 'fileName' | 'errorsUrl' | 'allowedActions'> }) {
  const input = useRef<HTMLInputElement>(null);
  const correct = useMutation({
    meta: { showsErrors: true },
    mutationFn: (file: File) =>
      api.imports.correct({ id: made.id, file: { content: file, name: file.name } }, oneEffect()),
    onSuccess: (result) => keepImport(result.import),
  });
  return (
    <section aria-label="Error file" className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <a
          href={made.errorsUrl ?? undefined}
          download={`${made.fileName.replace(/\.\w{2,4}$/, '')}.errors.csv`}
          className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line bg-surface px-2.5 text-sm font-semibold hover:bg-hover pointer-coarse:min-h-11"
        >
          <Download size={14} aria-hidden />
          Download error report
        </a>
        {made.allowedActions.includes('correct') ? (
          <Button
            size="sm"
            icon={<Upload size={14} aria-hidden />}
            isBusy={correct.isPending}
            onClick={() => input.current?.click()}
          >
            Upload corrected file
          </Button>
        ) : null}
        <span className="text-sm text-text-3">Correct its rows in a spreadsheet; leave the column _row as it is.</span>
        <input
          ref={input}
          type="file"
          aria-label="Corrected error file"
          tabIndex={-1}
          className="sr-only"
          accept=".csv,.xlsx,.xls,.tsv,.txt"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) correct.mutate(file);
            event.target.value = '';
          }}
        />
      </div>
      {correct.data ? (
        <p role="status" className="rounded-lg bg-blue-fill p-3 text-blue">
          {wordsOfFix(correct.data)}
        </p>
      ) : null}
      {correct.error ? <RefusedCard error={correct.error} /> : null}
    </section>
  );
}
