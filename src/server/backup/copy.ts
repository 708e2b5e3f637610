import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import type pg from 'pg';

/** What of a connection a COPY needs; @types/pg does not name it. */
type CopyConnection = {
  stream: Duplex;
  query(text: string): void;
  sendCopyFromChunk(chunk: Uint8Array): void;
  endCopyFrom(): void;
  sendCopyFail(message: string): void;
};

/** A statement of the driver's that speaks the protocol of COPY. */
class Copy {
  readonly #text: string;
  readonly done: Promise<void>;
  readonly #ended = Promise.withResolvers<void>();
  #failure: Error | undefined;

  constructor(text: string) {
    this.#text = text;
    this.done = this.#ended.promise;
    this.done.catch(() => {});
  }

  submit(connection: CopyConnection): void {
    connection.query(this.#text);
  }

  handleError(error: Error): void {
    this.#failure ??= error;
    // A lost connection brings no ReadyForQuery; a refused statement does, and by then this is settled.
    this.#ended.reject(this.#failure);
  }

  handleCommandComplete(): void {}

  handleReadyForQuery(): void {
    if (this.#failure) this.#ended.reject(this.#failure);
    else this.#ended.resolve();
  }
}

class CopyOut extends Copy {
  readonly #take: (chunk: Buffer) => Promise<unknown> | null;

  constructor(text: string, take: (chunk: Buffer) => Promise<unknown> | null) {
    super(text);
    this.#take = take;
  }

  handleCopyData({ chunk }: { chunk: Buffer }, connection: CopyConnection): void {
    // The parser reuses its buffer.
    const waiting = this.#take(Buffer.from(chunk));
    if (waiting === null) return;
    connection.stream.pause();
    void waiting.then(
      () => connection.stream.resume(),
      (error: unknown) => connection.stream.destroy(error instanceof Error ? error : new Error(String(error))),
    );
  }
}

class CopyIn extends Copy {
  readonly #chunks: AsyncIterable<Uint8Array>;

  constructor(text: string, chunks: AsyncIterable<Uint8Array>) {
    super(text);
    this.#chunks = chunks;
  }

  handleCopyInResponse(connection: CopyConnection): void {
    void this.#send(connection);
  }

  async #send(connection: CopyConnection): Promise<void> {
    try {
      for await (const chunk of this.#chunks) {
        connection.sendCopyFromChunk(chunk);
        if (connection.stream.writableNeedDrain) await once(connection.stream, 'drain');
      }
      connection.endCopyFrom();
    } catch (error) {
      connection.sendCopyFail(error instanceof Error ? error.message : String(error));
    }
  }
}

/** Runs `copy … to stdout`. `take` is given each chunk, and answers with a promise to wait for when it is full. */
export async function copyOut(
  client: pg.Client,
  text: string,
  take: (chunk: Buffer) => Promise<unknown> | null,
): Promise<void> {
  const copy = new CopyOut(text, take);
  client.query(copy as unknown as pg.Submittable);
  await copy.done;
}

/** Runs `copy … from stdin`; a failure among the chunks fails the statement. */
export async function copyIn(client: pg.Client, text: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const copy = new CopyIn(text, chunks);
  client.query(copy as unknown as pg.Submittable);
  await copy.done;
}
