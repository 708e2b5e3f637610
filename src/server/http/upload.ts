import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import { stopWaiting } from './patience.ts';
import { refusals } from './problem.ts';
import { textFault } from './json.ts';

/** A file that came with a request, on disk until the handler is done with it. */
export type ReceivedFile = { path: string; name: string; size: number };

export type ReceivedForm = { fields: Record<string, string>; file: ReceivedFile | undefined };

/** The largest file (spec section 3). */
export const fileBytesMax = 200 * 1024 ** 2;

const limits = { fileSize: fileBytesMax, files: 1, fields: 100, fieldSize: 1024 ** 2, fieldNameSize: 200, parts: 102 };

/** Streams the file of a form to `folder`, collects its fields in whatever order, hands both on, and tidies up. */
export async function withForm<T>(
  request: FastifyRequest,
  folder: string,
  use: (form: ReceivedForm) => Promise<T>,
): Promise<T> {
  if (!request.isMultipart()) throw refusals.wrongMediaType('multipart/form-data');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomUUID());
  try {
    const form = await receive(request, path);
    stopWaiting(request);
    return await use(form);
  } finally {
    await rm(path, { force: true });
  }
}

async function receive(request: FastifyRequest, path: string): Promise<ReceivedForm> {
  const fields: Record<string, string> = {};
  let file: ReceivedFile | undefined;
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'file') file = await save(part, path);
      else fields[part.fieldname] = textOf(part.value);
    }
  } catch (error) {
    throw formRefusal(error);
  }
  return { fields, file };
}

async function save(part: MultipartFile, path: string): Promise<ReceivedFile> {
  const target = createWriteStream(path, { mode: 0o600 });
  await pipeline(part.file, target);
  if (part.file.truncated) throw refusals.tooLarge(fileBytesMax);
  return { path, name: part.filename.slice(0, 200) || 'file', size: target.bytesWritten };
}

function textOf(value: unknown): string {
  const text = String(value);
  const fault = textFault(text);
  if (fault) throw refusals.malformedUpload(fault);
  return text;
}

function formRefusal(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'FST_REQ_FILE_TOO_LARGE') return refusals.tooLarge(fileBytesMax);
  if (code === 'FST_FILES_LIMIT')
    return refusals.malformedUpload('The form has more than one file. Send one file at a time.');
  if (/^FST_(PARTS|FIELDS)_LIMIT|^FST_PROTO|^FST_INVALID_MULTIPART/.test(code))
    return refusals.malformedUpload(String(error));
  const isTorn = error instanceof Error && /unexpected end|malformed|boundary/i.test(error.message);
  return isTorn
    ? refusals.malformedUpload('The form ended in the middle, or is no multipart/form-data. Send it again.')
    : error;
}
