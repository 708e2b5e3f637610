import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readExposition } from '#test/support/promql.ts';
import { TestApp } from '#test/support/app.ts';
import { checkInvariants } from './invariants.ts';
import { beginCounting, countProviderError } from './metrics.ts';
import { listViolations, mayLookAlone, reading, setForNow } from './sql.ts';

let api: TestApp;
beforeAll(async () => {
  beginCounting({ version: '1.2.3', role: 'api', providers: ['simulator'] });
  api = await TestApp.open();
});
afterAll(() => api.close());

async function scraped() {
  const { text } = await api.send('GET', '/metrics', { key: null });
  return readExposition(text);
}

async function valueOf(name: string, labels: Record<string, string> = {}) {
  const wanted = Object.entries(labels);
  return (await scraped()).find(
    (sample) => sample.name === name && wanted.every(([label, value]) => sample.labels[label] === value),
  )?.value;
}

describe('/metrics', () => {
  it.each([
    ['carillon_info', { version: '1.2.3', role: 'api' }, 1],
    ['carillon_calls_active', { scope: 'system' }, 0],
    ['carillon_concurrency_limit', { scope: 'system' }, 10],
    ['carillon_calls_total', { outcome: 'answered' }, 0],
    ['carillon_queue_depth', { state: 'queued' }, 0],
    ['carillon_window_violations_total', {}, 0],
    ['carillon_dials_total', { provider: 'simulator', result: 'accepted' }, 0],
    ['carillon_database_up', {}, 1],
  ] as const)('holds %s from the start', async (name, labels, value) => {
    expect(await valueOf(name, labels)).toBe(value);
  });

  it('counts requests by the path as it is declared, so that no id is in it', async () => {
    const id = crypto.randomUUID();
    await api.send('GET', `/api/v1/campaigns/${id}`);
    await api.send('GET', `/nothing/${id}`);
    const labels = { route: '/api/v1/campaigns/:id', status: '404', method: 'GET' };
    expect(await valueOf('carillon_http_requests_total', labels)).toBe(1);
    expect(JSON.stringify(await scraped())).not.toContain(id);
  });

  it('has few labels, whatever providers make up', async () => {
    for (let code = 0; code < 1000; code++) countProviderError('simulator', `code ${code}`);
    const errors = (await scraped()).filter(({ name }) => name === 'carillon_provider_errors_total');
    expect(errors).toHaveLength(201);
    expect(errors.find(({ labels }) => labels['code'] === 'other')?.value).toBe(800);
  });

  it('tells of a process that has no dialer no age of a loop', async () => {
    expect(await valueOf('carillon_loop_age_seconds')).toBeUndefined();
  });
});

describe('the invariants', () => {
  it('are looked at one by one, and each has a time and a figure', async () => {
    await checkInvariants(api.system);
    const { rows } = await sql<{ invariant: string; violations: number }>`select * from invariant_checks`.execute(
      api.system.db,
    );
    const names = rows.map(({ invariant }) => invariant);
    expect(names).toEqual(expect.arrayContaining(['I1', 'I1b', 'I2b', 'I3', 'I4', 'I9', 'I14b', 'I15']));
    expect(rows.every(({ violations }) => violations === 0)).toBe(true);
  });

  it('are left to whoever looks at them already', async () => {
    const before = await sql`select * from invariant_checks order by 1`.execute(api.system.db);
    await reading(api.system.db, async (trx) => {
      expect(await mayLookAlone(trx)).toBe(true);
      await checkInvariants(api.system);
    });
    expect((await sql`select * from invariant_checks order by 1`.execute(api.system.db)).rows).toEqual(before.rows);
  });

  it('are read as a role that may read them and nothing else', async () => {
    const asWatcher = <T>(read: Parameters<typeof reading<T>>[1]) =>
      reading(api.system.db, async (trx) => {
        await setForNow(trx, 'role', 'carillon_watcher');
        return read(trx);
      });
    expect(await asWatcher((trx) => listViolations(trx, 'I3', 10))).toEqual([]);
    await expect(asWatcher((trx) => sql`select phone from calls`.execute(trx))).rejects.toThrow(/permission denied/);
    await expect(reading(api.system.db, (trx) => sql`delete from calls`.execute(trx))).rejects.toThrow(/read-only/);
  });
});
