import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { contract } from 'virtual:light-contract';
import { assemble } from '#client/assemble.ts';
import { operationsOf } from '#client/light-operations.ts';
import type { Import } from '#contract/imports.ts';
import { oneEffect, queryClient } from '#web/api.ts';
import { importQuery } from '../queries.ts';
import { uploadFetch } from './upload-fetch.ts';
import type { UploadProgress } from './upload-fetch.ts';

export type UploadWish = {
  file: File;
  /** Where its people go, beside the contact book. */
  campaignId?: string | undefined;
  /** `review` stops before anybody is written. */
  mode: 'review' | 'commit';
  /** Also when the same file was imported before. */
  force?: boolean;
};

/** Sends a file, and says how far it is; the answer comes when the server has looked at it, its rows are read afterwards. */
export function useUpload(onDone: (made: Import) => void) {
  const [progress, setProgress] = useState<UploadProgress | null>(null);
  const stop = useRef<AbortController | null>(null);
  const mutation = useMutation({
    meta: { showsErrors: true },
    mutationFn: async ({ file, campaignId, mode, force = false }: UploadWish) => {
      stop.current = new AbortController();
      setProgress({ sent: 0, total: file.size });
      const uploads = assemble({ url: '', fetch: uploadFetch(setProgress) }, operationsOf(contract)).imports;
      return uploads.upload(
        {
          file: { content: file, name: file.name },
          mode,
          force,
          wait: false,
          ...(campaignId === undefined ? {} : { campaignId }),
        },
        { ...oneEffect(), signal: stop.current.signal },
      );
    },
    onSuccess: (made) => {
      queryClient.setQueryData(importQuery(made.id).queryKey, made);
      onDone(made);
    },
    onSettled: () => setProgress(null),
  });
  return {
    send: mutation.mutate,
    cancel: () => stop.current?.abort(),
    isSending: mutation.isPending,
    progress,
    sent: mutation.variables,
    error: isStopped(mutation.error) ? null : mutation.error,
    forget: mutation.reset,
  };
}

function isStopped(error: Error | null): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
