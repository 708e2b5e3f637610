import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import * as z from 'zod';

/** What an archive begins with. */
export const Head = z.object({
  format: z.literal('carillon backup 1'),
  /** On the installation's clock, and in real time. */
  takenAt: z.coerce.date(),
  realAt: z.coerce.date(),
  version: z.string(),
  migrations: z.array(z.object({ name: z.string(), checksum: z.string() })),
});
export type Head = z.output<typeof Head>;

const TableHead = z.object({ table: z.string(), columns: z.array(z.string()) });
const TableEnd = z.object({ bytes: z.number(), sha256: z.string() });

/** What an archive ends with: one that was cut off has no end. */
const End = z.object({ tables: z.int(), sequences: z.array(z.object({ name: z.string(), value: z.string() })) });
export type End = z.output<typeof End>;

/** Each piece is a letter, its length in four bytes, and itself. */
const [head, tableHead, data, tableEnd, end] = ['H', 'T', 'D', 'E', 'Z'] as const;

export class BrokenArchive extends Error {}

/** Writes tables one after another, compressed, with a checksum each. */
export class ArchiveWriter {
  readonly #gzip = createGzip({ level: 5 });
  readonly #written: Promise<void>;
  #tables = 0;
  #draining: Promise<undefined> | undefined;

  constructor(file: string, begin: Head) {
    this.#written = pipeline(this.#gzip, createWriteStream(file, { mode: 0o600, flags: 'wx' }));
    this.#written.catch(() => {});
    this.#write(head, JSON.stringify(begin));
  }

  /** `copy` is given what takes the table's rows. Returns how many bytes they had. */
  async table(
    named: z.output<typeof TableHead>,
    copy: (take: (chunk: Buffer) => Promise<unknown> | null) => Promise<void>,
  ): Promise<number> {
    this.#write(tableHead, JSON.stringify(named));
    const hash = createHash('sha256');
    let bytes = 0;
    await copy((chunk) => {
      hash.update(chunk);
      bytes += chunk.length;
      return this.#write(data, chunk) ? null : this.#drained();
    });
    this.#write(tableEnd, JSON.stringify({ bytes, sha256: hash.digest('hex') }));
    this.#tables += 1;
    return bytes;
  }

  /** Resolves when all of it is in the file. */
  async close(sequences: End['sequences']): Promise<void> {
    this.#write(end, JSON.stringify({ tables: this.#tables, sequences }));
    this.#gzip.end();
    await this.#written;
  }

  /** Rejects when the file can't be written, on a full disk for one. */
  #drained(): Promise<undefined> {
    this.#draining ??= Promise.race([once(this.#gzip, 'drain'), this.#written]).then(
      () => (this.#draining = undefined),
    );
    return this.#draining;
  }

  #write(letter: string, content: string | Buffer): boolean {
    const body = typeof content === 'string' ? Buffer.from(content) : content;
    const front = Buffer.alloc(5);
    front.write(letter, 0, 'latin1');
    front.writeUInt32BE(body.length, 1);
    this.#gzip.write(front);
    return this.#gzip.write(body);
  }
}

export type ArchivedTable = { table: string; columns: string[]; rows: AsyncIterable<Buffer> };

/** Reads what a writer wrote, in its order; throws BrokenArchive for what is damaged, cut off, or something else. */
export class ArchiveReader {
  readonly head: Head;
  readonly #pieces: Pieces;
  #end: End | undefined;

  private constructor(begin: Head, pieces: Pieces) {
    this.head = begin;
    this.#pieces = pieces;
  }

  static async open(file: string): Promise<ArchiveReader> {
    const pieces = new Pieces(file);
    const { letter, body } = await pieces.next();
    const begin = letter === head ? Head.safeParse(parsed(body)) : undefined;
    if (!begin?.success) throw new BrokenArchive(`${file} is no backup of Carillon, or of another kind.`);
    return new ArchiveReader(begin.data, pieces);
  }

  /** Each table's rows must be read before the next table. */
  async *tables(): AsyncGenerator<ArchivedTable> {
    for (let count = 0; ; count++) {
      const { letter, body } = await this.#pieces.next();
      if (letter === end) {
        this.#end = End.parse(parsed(body));
        if (this.#end.tables !== count) throw new BrokenArchive('The backup is damaged: tables are missing.');
        return;
      }
      if (letter !== tableHead) throw new BrokenArchive('The backup is damaged: a table was expected.');
      const named = TableHead.parse(parsed(body));
      yield { ...named, rows: this.#rows(named.table) };
    }
  }

  /** After the last table. */
  get sequences(): End['sequences'] {
    return this.#end?.sequences ?? [];
  }

  async *#rows(table: string): AsyncGenerator<Buffer> {
    const hash = createHash('sha256');
    for (;;) {
      const { letter, body } = await this.#pieces.next();
      if (letter === tableEnd) {
        if (TableEnd.parse(parsed(body)).sha256 === hash.digest('hex')) return;
        throw new BrokenArchive(`The backup is damaged: the checksum of ${table} is wrong.`);
      }
      if (letter !== data) throw new BrokenArchive(`The backup is damaged in ${table}.`);
      hash.update(body);
      yield body;
    }
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

const pieceMax = 1 << 30;

class Pieces {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(file: string) {
    const gunzip = createGunzip();
    pipeline(createReadStream(file), gunzip).catch(() => {});
    this.#chunks = gunzip[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  async next(): Promise<{ letter: string; body: Buffer }> {
    const front = await this.#read(5);
    const length = front.readUInt32BE(1);
    if (length > pieceMax) throw new BrokenArchive('The backup is damaged.');
    return { letter: front.toString('latin1', 0, 1), body: await this.#read(length) };
  }

  async #read(length: number): Promise<Buffer> {
    const parts: Buffer[] = [this.#rest];
    let have = this.#rest.length;
    while (have < length) {
      const next = await this.#chunks.next().catch((cause: NodeJS.ErrnoException) => {
        if (cause.code?.startsWith('Z_'))
          throw new BrokenArchive(`The backup is damaged: ${cause.message}.`, { cause });
        throw cause;
      });
      if (next.done) throw new BrokenArchive('The backup is cut off: it has no end.');
      parts.push(next.value);
      have += next.value.length;
    }
    const all = Buffer.concat(parts);
    this.#rest = all.subarray(length);
    return all.subarray(0, length);
  }
}
