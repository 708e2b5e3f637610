import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

export type LiveOptions = { url: string; keys: string[]; streams: number; warmUp: number; seconds: number };
export type LiveResult = { milliseconds: number[]; events: number; ended: number };

/**
 * Opens streams and reads them; what comes after a while is counted, for a while, and then told. The streams stay open
 * until the process is ended. An event tells in its campaign's name when it was caused.
 */
async function main({ url, keys, streams, warmUp, seconds }: LiveOptions): Promise<void> {
  const result: LiveResult = { milliseconds: [], events: 0, ended: 0 };
  // A few at a time, as browsers come.
  for (let index = 0; index < streams; index += 50) {
    const some = Array.from({ length: Math.min(50, streams - index) }, (_, n) => keys[(index + n) % keys.length] ?? '');
    await Promise.all(some.map((key) => open(url, key, result)));
  }
  // What came while others were still being opened is not counted.
  await pause(warmUp * 1000);
  Object.assign(result, { milliseconds: [], events: 0 });
  await pause(seconds * 1000);
  process.stdout.write(`${JSON.stringify(result)}\n`);
}

/** Resolves when the stream has said that it is ready. */
function open(url: string, key: string, result: LiveResult): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const sending = request(url, { agent: false, headers: { authorization: `Bearer ${key}` } });
  sending.on('error', reject).on('response', (response) => {
    response.setEncoding('utf8');
    response.on('data', (text: string) => {
      resolve();
      const now = Date.now();
      for (const [, causedAt] of text.matchAll(/"name":\s?"at (\d+)"/g)) {
        result.events += 1;
        result.milliseconds.push(now - Number(causedAt));
      }
    });
    response.on('close', () => (result.ended += 1));
  });
  sending.end();
  return promise;
}

await main(JSON.parse(process.argv[2] ?? '{}') as LiveOptions);
