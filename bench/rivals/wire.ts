import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

/** What every rival is started with. */
export type RivalOptions = {
  /** PostgreSQL, with the table `people`. */
  databaseUrl: string;
  /** Without, BullMQ lives on PostgreSQL. */
  redisUrl: string | null;
  simulatorUrl: string;
  port: number;
  /** Calls at once. */
  limit: number;
  /** False when it comes back after it was killed. */
  isFirstStart: boolean;
};

/** How a rival sees itself: slots it holds for taken, people of whom it has no result yet. */
export type RivalState = { slotsInUse: number; unfinished: number };

export function readOptions(): RivalOptions {
  return JSON.parse(process.argv[2] ?? '{}') as RivalOptions;
}

/** Asks for one call. Throws when the simulator refuses or does not answer. */
export async function postCall(options: RivalOptions, person: { id: string; phone: string }): Promise<void> {
  const response = await fetch(`${options.simulatorUrl}/calls`, {
    method: 'POST',
    headers: { authorization: 'Bearer rival', 'content-type': 'application/json' },
    body: JSON.stringify({
      reference: person.id,
      to: person.phone,
      callbackUrl: `http://127.0.0.1:${options.port}/hook`,
      ringSecondsMax: 45,
      talkSecondsMax: 1800,
      userData: {},
    }),
  });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`the call was refused with ${response.status}`);
}

/** Hears how calls end, and tells its state to whoever asks. Says that it is ready once it listens. */
export async function listen(
  options: RivalOptions,
  { ended, state }: { ended: (personId: string) => Promise<void>; state: () => Promise<RivalState> },
): Promise<void> {
  const server = createServer(async (request, response) => {
    if (request.url === '/state') return void response.end(JSON.stringify(await state()));
    const event = JSON.parse(await text(request)) as { reference: string; status: string };
    if (event.status === 'ended') await ended(event.reference);
    response.end();
  });
  server.listen(options.port, '127.0.0.1');
  await once(server, 'listening');
  process.stdout.write('ready\n');
}
