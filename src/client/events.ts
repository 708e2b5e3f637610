import type { LiveEvent } from '#contract/live.ts';
import type { Operations } from './operation.ts';

/** Asks for the stream, going on after an event of an earlier one; rejects with what the API refuses it with. */
export type Connect = (lastEventId: string | undefined) => Promise<Response>;

export type Followed = {
  connect: Connect;
  events: Operations['events'];
  onConnection?: ((isOpen: boolean) => void) | undefined;
};

type Frame = { id: string; event: string; data: string };

const [retryMs, retryMsMax] = [500, 15_000];

/**
 * Live events without an end, in order and each once: a connection that is lost is made again and goes on where it was.
 * After a `reset` something may be missing, so what is shown is to be read again. Ends when the signal aborts.
 */
export async function* follow(
  { connect, events, onConnection }: Followed,
  signal: AbortSignal | undefined,
): AsyncGenerator<LiveEvent, void> {
  let lastId: string | undefined;
  const tell = onConnection ?? (() => {});
  for (let failures = 0; !isAborted(signal); failures += 1) {
    if (failures > 0) await rest(Math.min(retryMs * 2 ** (failures - 1), retryMsMax), signal);
    try {
      const response = await connect(lastId);
      tell(true);
      for await (const frame of framesOf(response)) {
        failures = 0;
        lastId = frame.id || lastId;
        const event = eventOf(frame, events);
        if (event) yield event;
      }
    } catch (error) {
      if (isAborted(signal)) return;
      if (isFinal(error)) throw error;
    }
    tell(false);
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted ?? false;
}

/** A refusal that asking again does not change. */
function isFinal(error: unknown): boolean {
  return error instanceof Error && 'status' in error && Number(error.status) < 500 && Number(error.status) !== 429;
}

/** Resolves early when the signal aborts. */
function rest(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener('abort', done);
  });
}

/** Server-sent events of a response; comments are heartbeats and give nothing. */
async function* framesOf(response: Response): AsyncGenerator<Frame> {
  if (!response.body) return;
  let rest = '';
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + piece).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const frame = frameOf(block);
      if (frame.event !== '') yield frame;
    }
  }
}

function frameOf(block: string): Frame {
  const fields = block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]);
  const known = new Map(fields.map(([name, value]) => [name, value ?? '']));
  return { id: known.get('id') ?? '', event: known.get('event') ?? '', data: known.get('data') ?? '' };
}

/** Nothing for kinds that this client does not know yet. */
function eventOf({ id, event, data }: Frame, events: Operations['events']): LiveEvent | undefined {
  const decode = events[event];
  // The kind chose the function that its data was read with.
  return decode && ({ id, event, data: decode(JSON.parse(data)) } as LiveEvent);
}
