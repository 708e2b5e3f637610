import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { stopwatch } from '#server/clock.ts';

export type LoadOptions = { url: string; key: string; webhooks: number; atOnce: number; prefix: string };
export type LoadResult = { seconds: number; milliseconds: number[]; refused: number };

/** Posts signed webhooks, each another event, so many at once on kept connections; tells how long each answer took. */
async function main({ url, key, webhooks, atOnce, prefix }: LoadOptions): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const milliseconds: number[] = [];
  let [sent, refused] = [0, 0];
  const sender = async () => {
    while (sent < webhooks) {
      const body = bodyOf(`${prefix}-${(sent += 1)}`);
      const elapsed = stopwatch();
      const status = await post(agent, url, { body, signature: sign(body, key) });
      milliseconds.push(elapsed());
      if (status !== 200) refused += 1;
    }
  };
  const elapsed = stopwatch();
  await Promise.all(Array.from({ length: atOnce }, sender));
  const seconds = elapsed() / 1000;
  agent.destroy();
  return { seconds, milliseconds, refused };
}

function bodyOf(eventId: string): string {
  const at = new Date().toISOString();
  return JSON.stringify({
    eventId,
    callId: `sim_${eventId}`,
    reference: `bench-${eventId}`,
    status: 'ringing',
    at,
    ringingAt: at,
    answeredAt: null,
  });
}

function sign(body: string, key: string): string {
  const t = Date.now();
  return `t=${t},v1=${createHmac('sha256', key).update(`${t}.`).update(body).digest('hex')}`;
}

function post(agent: Agent, url: string, { body, signature }: { body: string; signature: string }): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-simulator-signature': signature,
  };
  const sending = request(url, { method: 'POST', agent, headers });
  sending.on('error', reject).on('response', (response) => {
    response.resume().on('end', () => resolve(response.statusCode ?? 0));
  });
  sending.end(body);
  return promise;
}

process.stdout.write(`${JSON.stringify(await main(JSON.parse(process.argv[2] ?? '{}') as LoadOptions))}\n`);
