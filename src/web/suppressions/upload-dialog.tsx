import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { api, oneEffect, queryClient } from '#web/api.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { Field, inputClass } from '#web/ui/controls/field.tsx';
import { toast, wordsOf } from '#web/ui/feedback/toast.ts';
import { Dialog } from '#web/ui/overlays/dialog.tsx';
import { ReasonField } from './reason-field.tsx';
import { addedWords } from './words.ts';

/** Adds the numbers of a file. */
export function UploadDialog({ onClose }: { onClose: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [reason, setReason] = useState('');
  const uploading = useMutation({
    mutationFn: (given: File) =>
      api.suppressions.upload(
        {
          file: { content: given, name: given.name },
          ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
        },
        oneEffect(),
      ),
    meta: { showsErrors: true },
    onSuccess: async (result) => {
      onClose();
      toast.say(addedWords(result));
      await queryClient.invalidateQueries({ queryKey: ['suppressions'] });
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (file) uploading.mutate(file);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Upload a never-call list"
      description="CSV, TSV, or one number a line. The column with phone numbers is found by itself."
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form="upload-list" disabled={!file} isBusy={uploading.isPending}>
            {uploading.isPending ? 'Reading the file…' : 'Upload'}
          </Button>
        </>
      }
    >
      <form id="upload-list" className="flex flex-col gap-4" onSubmit={send}>
        <Field label="File" error={uploading.error ? wordsOf(uploading.error).text : undefined}>
          {(control) => (
            <input
              {...control}
              type="file"
              accept=".csv,.tsv,.txt,text/csv,text/plain"
              required
              onChange={(event) => setFile(event.target.files?.[0] ?? null)}
              className={`${inputClass} py-1.5 file:me-3 file:rounded file:border-0 file:bg-sunken file:px-2 file:font-semibold file:text-text`}
            />
          )}
        </Field>
        <ReasonField reason={reason} onChange={setReason} />
      </form>
    </Dialog>
  );
}
