import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Log } from './log.ts';

/** "This changed", to every process of the installation. A message may be lost: whoever listens also sweeps. */
export interface Bus {
  publish(topic: Topic, message?: string): Promise<void>;
  /** Returns what ends the subscription. */
  subscribe(topic: Topic, listener: (message: string) => void): () => void;
  close(): Promise<void>;
}

/**
 * `dial`: something may be callable. `inbox`: a webhook came. `clock`: the sandbox's clock was set. `import`: of
 * "<workspaceId> <importId>" rows were read, or it ended. `limits`: those of "<workspaceId>", or of everybody, were set. `live`: there
 * are events for open streams. `accounts`: a provider account was changed.
 */
export type Topic = 'dial' | 'inbox' | 'clock' | 'import' | 'limits' | 'live' | 'accounts';

const channel = 'carillon';
const reconnectAfterMs = 500;

/** LISTEN/NOTIFY on one connection of its own. Listeners of this process hear at once, others after the round trip. */
export async function createBus(options: { databaseUrl: string; log: Log }): Promise<Bus> {
  const bus = new PostgresBus(options.databaseUrl, options.log);
  try {
    await bus.connect();
  } catch (cause) {
    await bus.close();
    throw cause;
  }
  return bus;
}

type Listener = (message: string) => void;

class PostgresBus implements Bus {
  readonly #url: string;
  readonly #log: Log;
  /** Marks our own messages, which were delivered before they were sent. */
  readonly #me = randomUUID();
  readonly #listeners = new Map<Topic, Set<Listener>>();
  /** What others are still to be told; the same words said twice meanwhile are said once. */
  readonly #unsent = new Set<string>();
  #sending: Promise<void> | undefined;
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(url: string, log: Log) {
    this.#url = url;
    this.#log = log;
  }

  async connect(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#url, application_name: 'carillon bus', keepAlive: true });
    client.on('error', (err) => this.#log.warn({ err }, 'the connection that listens for changes was lost'));
    client.on('end', () => this.#reconnect(client));
    client.on('notification', ({ payload }) => this.#receive(payload ?? ''));
    await client.connect();
    await client.query(`listen ${channel}`);
    this.#client = client;
  }

  async publish(topic: Topic, message = ''): Promise<void> {
    this.#deliver(topic, message);
    this.#unsent.add(`${this.#me} ${topic} ${message}`);
    await (this.#sending ??= this.#send());
  }

  subscribe(topic: Topic, listener: Listener): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set();
    this.#listeners.set(topic, listeners.add(listener));
    return () => void listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    await this.#client?.end();
  }

  async #send(): Promise<void> {
    for (const payload of this.#unsent) {
      this.#unsent.delete(payload);
      await this.#client
        ?.query('select pg_notify($1, $2)', [channel, payload])
        .catch((err: unknown) => this.#log.warn({ err }, 'other processes were not told of a change'));
    }
    this.#sending = undefined;
  }

  #receive(payload: string): void {
    const [sender, topic, ...words] = payload.split(' ');
    if (sender !== this.#me) this.#deliver(topic as Topic, words.join(' '));
  }

  #deliver(topic: Topic, message: string): void {
    for (const listener of this.#listeners.get(topic) ?? []) listener(message);
  }

  #reconnect(lost: pg.Client): void {
    if (this.#isClosed || (this.#client && this.#client !== lost)) return;
    this.#client = undefined;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.connect().then(
        () => this.#catchUp(),
        () => this.#reconnect(lost),
      );
    }, reconnectAfterMs);
  }

  /** What was said while nobody listened is not known: everybody looks. */
  #catchUp(): void {
    if (this.#isClosed) void this.#client?.end();
    for (const topic of this.#listeners.keys()) this.#deliver(topic, '');
  }
}
