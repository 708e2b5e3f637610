import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { createBus } from '#server/bus.ts';
import { openDatabase } from '#server/database/pool.ts';
import { startDialer, startPlaceWorker } from '#server/dialer/dialer.ts';
import { createReceiver } from '#server/dialer/receive.ts';
import { createJobs } from '#server/jobs.ts';
import { createLog } from '#server/log.ts';
import { provider } from '#server/providers/providers.ts';
import { loadSandboxClock } from '#server/sandbox/clock.ts';
import type { System } from '#server/system.ts';
import { testVault } from './vault.ts';

export type EngineOptions = {
  databaseUrl: string;
  redisUrl?: string;
  simulatorUrl: string;
  publicUrl: string;
  roles: ('dialer' | 'worker' | 'hooks')[];
  answerWithinMs: number;
};

/** One process of an installation with some of its roles, to be killed at any moment. */
async function main(options: EngineOptions): Promise<void> {
  const log = createLog('error');
  const db = openDatabase({ url: options.databaseUrl, log, size: 8 });
  const clock = await loadSandboxClock(db);
  const system: System = {
    db,
    clock,
    sandbox: clock,
    jobs: await createJobs({ databaseUrl: options.databaseUrl, log }),
    bus: await createBus({ databaseUrl: options.databaseUrl, log }),
    log,
    provider,
    vault: testVault(),
    publicUrl: options.publicUrl,
    simulatorUrl: options.simulatorUrl,
    network: { sendWithinMs: 2000, answerWithinMs: options.answerWithinMs },
  };
  if (options.roles.includes('hooks')) listen(system);
  if (options.roles.includes('dialer')) startDialer(system);
  if (options.roles.includes('worker')) startPlaceWorker(system);
  process.stdout.write('ready\n');
}

function listen(system: System): void {
  const receive = createReceiver(system);
  const server = createServer(async (request, response) => {
    const [, , name = '', token = ''] = (request.url ?? '').split('/');
    const headers = Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key, String(value)]));
    const body = Buffer.from(await text(request));
    const status = await receive({ provider: name, token, headers, body, url: request.url ?? '' }).then(
      ({ kind }) => ({ stored: 200, copy: 200, unknown_token: 404, bad_signature: 401 })[kind],
      () => 503,
    );
    response.writeHead(status).end();
  });
  server.listen(Number(new URL(system.publicUrl).port), '127.0.0.1');
}

await main(JSON.parse(process.argv[2] ?? '{}') as EngineOptions);
