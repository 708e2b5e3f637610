import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

type Reply = { id?: number; result?: { result?: { value?: string } } };

/** The memory of another process, asked over its inspector: it must have been started with `--inspect` on that port. */
export class HeapProbe {
  readonly #socket: WebSocket;
  readonly #open = new Map<number, (reply: Reply) => void>();
  #count = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const reply = JSON.parse(String(data)) as Reply;
      this.#open.get(reply.id ?? 0)?.(reply);
    });
  }

  static async attach(port: number): Promise<HeapProbe> {
    const socket = new WebSocket(await addressOf(port));
    await once(socket, 'open');
    return new HeapProbe(socket);
  }

  /** Megabytes of V8's heap and of the buffers beside it that are in use once everything nobody needs is collected. */
  async megabytesLive(): Promise<number> {
    await this.#ask('HeapProfiler.collectGarbage', {});
    const { result } = await this.#ask('Runtime.evaluate', { expression: 'JSON.stringify(process.memoryUsage())' });
    const { heapUsed, external } = JSON.parse(result?.result?.value ?? '{}') as NodeJS.MemoryUsage;
    return (heapUsed + external) / 2 ** 20;
  }

  close(): void {
    this.#socket.close();
  }

  #ask(method: string, params: object): Promise<Reply> {
    const id = (this.#count += 1);
    const { promise, resolve } = Promise.withResolvers<Reply>();
    this.#open.set(id, resolve);
    this.#socket.send(JSON.stringify({ id, method, params }));
    return promise.finally(() => this.#open.delete(id));
  }
}

async function addressOf(port: number): Promise<string> {
  for (let tried = 0; tried < 100; tried += 1) {
    const list = await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => null);
    if (list) {
      const [first] = (await list.json()) as { webSocketDebuggerUrl: string }[];
      if (first) return first.webSocketDebuggerUrl;
    }
    await pause(50);
  }
  throw new Error(`no inspector answers on port ${port}`);
}
