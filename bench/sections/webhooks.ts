import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { sql } from 'kysely';
import { realNow, stopwatch } from '#server/clock.ts';
import type { EngineOptions } from '#test/support/engine-process.ts';
import { makeWorkspace } from '#test/support/make.ts';
import { median, quantile, written } from '../figures.ts';
import type { Ground } from '../ground.ts';
import { freePort, startProgram } from '../processes.ts';
import type { Section } from '../report.ts';

const connections = 64;

/** How many signed, distinct webhooks a second one process takes into the inbox over HTTP. */
export async function measureWebhooks(ground: Ground, { isQuick }: { isQuick: boolean }): Promise<Section> {
  const count = isQuick ? 3000 : 20_000;
  const { db, url, drop } = await ground.database();
  const { hookToken } = await makeWorkspace(db, { at: realNow() });
  const publicUrl = `http://127.0.0.1:${await freePort()}`;
  const options: EngineOptions = { databaseUrl: url, simulatorUrl: publicUrl, publicUrl, roles: ['hooks'], answerWithinMs: 1000 };
  const receiver = await startProgram('test/support/engine-process.ts', [JSON.stringify(options)]);
  try {
    const hook = `${publicUrl}/hooks/simulator/${hookToken}`;
    await storm(hook, hookToken, 1000);
    const rates: number[] = [];
    const waits: number[] = [];
    for (let run = 0; run < 3; run++) {
      const elapsed = stopwatch();
      waits.push(...(await storm(hook, hookToken, count)));
      rates.push((count * 1000) / elapsed());
    }
    const { rows } = await sql<{ n: number }>`select count(*) as n from webhook_inbox`.execute(db);
    const stored = rows[0]?.n ?? 0;
    const sent = 3 * count + 1000;
    return {
      title: 'Webhooks',
      text: [
        `${written(count)} signed webhooks, all distinct, over ${connections} connections from another process; each is verified, ` +
          'stored and committed before it is answered. Medians of 3 runs. The sender shares the two cores.',
      ],
      head: ['webhooks/s', 'answered within, p50 ms', 'p99 ms', 'sent', 'stored'],
      rows: [[written(median(rates)), written(quantile(waits, 0.5), 1), written(quantile(waits, 0.99), 1), written(sent), written(stored)]],
      targets: [{ what: 'webhooks lost', goal: '0', reached: written(sent - stored), isMet: sent === stored }],
    };
  } finally {
    await receiver.kill();
    await drop();
  }
}

/** Milliseconds that each webhook waited for its answer. */
async function storm(hook: string, key: string, count: number): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const waits: number[] = [];
  let left = count;
  const send = async () => {
    while (left-- > 0) waits.push(await post(hook, key, agent));
  };
  await Promise.all(Array.from({ length: connections }, send));
  agent.destroy();
  return waits;
}

function post(hook: string, key: string, agent: Agent): Promise<number> {
  const elapsed = stopwatch();
  const id = randomUUID();
  const at = realNow();
  const body = JSON.stringify({ eventId: id, callId: id, reference: id, status: 'ringing', at: at.toISOString() });
  const digest = createHmac('sha256', key).update(`${at.getTime()}.`).update(body).digest('hex');
  const headers = { 'content-type': 'application/json', 'x-simulator-signature': `t=${at.getTime()},v1=${digest}` };
  return new Promise((resolve, reject) => {
    const sent = request(hook, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      if (response.statusCode !== 200) return reject(new Error(`a webhook was answered ${response.statusCode}`));
      response.on('end', () => resolve(elapsed()));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
