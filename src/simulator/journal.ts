import { appendFileSync, closeSync, createReadStream, fstatSync, ftruncateSync, openSync } from 'node:fs';
import * as z from 'zod';
import { SettingsChange } from './settings.ts';

const Instant = z.int();

const Plan = z.object({
  announceQueued: z.boolean(),
  dialsAt: Instant.optional(),
  ringsAt: Instant.nullable(),
  answersAt: Instant.nullable(),
  endsAt: Instant,
  disposition: z.enum(['answered', 'voicemail', 'no_answer', 'busy', 'failed']),
  goalMet: z.boolean(),
  lagSeconds: z.number().nullable(),
});

/** A call as it was accepted, with what is to become of it: no later seed or setting may change that. */
const Accepted = z.object({
  kind: z.literal('accepted'),
  id: z.string(),
  at: Instant,
  reference: z.string(),
  to: z.string(),
  from: z.string().nullable(),
  /** Of the calls to that number, and of the requests for one, from 1. */
  ordinal: z.int(),
  request: z.int(),
  name: z.string().nullable(),
  words: z.int(),
  callbackUrl: z.string(),
  key: z.string(),
  plan: Plan,
});
export type Accepted = z.infer<typeof Accepted>;

/** What a world can't work out again, in the order in which it happened; instants are Unix milliseconds. */
const Entry = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('book'), version: z.literal(1), name: z.string() }),
  Accepted,
  z.object({ kind: z.literal('withdrawn'), id: z.string(), at: Instant }),
  /** Every webhook of that call was taken, given up or lost on purpose. */
  z.object({ kind: z.literal('told'), id: z.string() }),
  /** What the settings came to be by a request, in a world that was started with `start`. */
  z.object({ kind: z.literal('settings'), start: SettingsChange, settings: SettingsChange }),
]);
export type Entry = z.infer<typeof Entry>;

export class JournalUnreadable extends Error {
  constructor(path: string, { what, cause }: { what: string; cause: unknown }) {
    const advice = 'Mend it, or move that file away to start with an empty memory.';
    super(`The simulator's journal ${path} can't be read, ${what}. ${advice}`, { cause });
  }
}

/** An append-only file of JSON lines, one entry each: what a world remembers of itself. */
export class Journal {
  readonly #file: number;
  #bytes: number;
  #unwritten = '';
  #writing: Promise<void> | null = null;
  #isClosed = false;

  /** Drops what lies behind the first `bytes`: a line that was torn when its writer was killed. */
  constructor(file: number, bytes: number) {
    this.#file = file;
    this.#bytes = bytes;
    ftruncateSync(file, bytes);
  }

  get isEmpty(): boolean {
    return this.#bytes === 0;
  }

  /** Written together with everything else of this turn of the event loop. */
  append(entry: Entry): void {
    if (this.#isClosed) return;
    this.#unwritten += `${JSON.stringify(entry)}\n`;
    // Who depends on it awaits written(); whoever doesn't leaves it to the next attempt.
    this.written().catch(() => {});
  }

  /** Resolves when the operating system has what was appended, so that it outlives our process; rejects if it refuses. */
  written(): Promise<void> {
    if (this.#unwritten === '') return Promise.resolve();
    this.#writing ??= new Promise((resolve, reject) => {
      setImmediate(() => {
        this.#writing = null;
        try {
          resolve(this.#write());
        } catch (error) {
          reject(error);
        }
      });
    });
    return this.#writing;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      this.#write();
    } catch {
      // Whoever depends on it was not answered yet; the rest is worked out again at the next start.
    }
    this.#unwritten = '';
    closeSync(this.#file);
  }

  #write(): void {
    if (this.#unwritten === '') return;
    const text = Buffer.from(this.#unwritten);
    try {
      appendFileSync(this.#file, text);
    } catch (error) {
      // Half a line must not stand in front of the next one; what is unwritten is tried again with it.
      ftruncateSync(this.#file, this.#bytes);
      throw error;
    }
    this.#unwritten = '';
    this.#bytes += text.length;
  }
}

/**
 * Opens a journal, which need not exist, and hands over what it holds, oldest first. Rejects when the file can't be
 * opened, or names the line that can't be read; a last line that was torn by a kill is passed over.
 */
export async function openJournal(path: string, remember: (entry: Entry) => void): Promise<Journal> {
  const file = openFile(path);
  try {
    return new Journal(file, await readEntries({ file, path }, remember));
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'a+', 0o600);
  } catch (cause) {
    throw new JournalUnreadable(path, { what: String(cause), cause });
  }
}

const chunkBytes = 1024 * 1024;
const newline = 0x0a;

/** How many bytes its whole lines take. */
async function readEntries(from: { file: number; path: string }, remember: (entry: Entry) => void): Promise<number> {
  let torn = Buffer.alloc(0);
  let line = 0;
  const stream = createReadStream('', { fd: from.file, start: 0, autoClose: false, highWaterMark: chunkBytes });
  for await (const chunk of stream) {
    const bytes = Buffer.concat([torn, chunk]);
    const end = bytes.lastIndexOf(newline) + 1;
    torn = bytes.subarray(end);
    const lines = bytes.toString('utf8', 0, end).split('\n').slice(0, -1);
    for (const text of lines) {
      line += 1;
      readEntry(text, { path: from.path, line }, remember);
    }
  }
  return fstatSync(from.file).size - torn.length;
}

function readEntry(text: string, place: { path: string; line: number }, remember: (entry: Entry) => void): void {
  try {
    remember(Entry.parse(JSON.parse(text)));
  } catch (cause) {
    const reason = cause instanceof z.ZodError ? z.prettifyError(cause) : String(cause);
    throw new JournalUnreadable(place.path, { what: `line ${place.line}: ${reason}`, cause });
  }
}
