import { openAsBlob } from 'node:fs';
import { basename } from 'node:path';
import type { UploadFile } from './verbs.ts';

/** A file of this machine's disk for an upload: read as it is sent, never held in memory. */
export async function openFile(path: string): Promise<UploadFile> {
  return { content: await openAsBlob(path), name: basename(path) };
}
