import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestApp } from '#test/support/app.ts';
import { makeMember, makeScopedKey } from '#test/support/people.ts';

let api: TestApp;
beforeAll(async () => {
  api = await TestApp.open();
});
afterAll(() => api.close());

const create = (
  idempotencyKey: string,
  body: object = { name: 'Once' },
  more: { key?: string; cookie?: string } = {},
) => api.send('POST', '/api/v1/campaigns', { body, headers: { 'idempotency-key': idempotencyKey }, ...more });

async function countOf(name: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from campaigns where name = ${name}`.execute(
    api.system.db,
  );
  return rows[0]?.n ?? 0;
}

describe('a POST that comes again with its Idempotency-Key', () => {
  it('has one effect, and is answered as the first time, byte for byte', async () => {
    const name = randomUUID();
    const [key, body] = [randomUUID(), { name }];
    const first = await create(key, body);
    const second = await create(key, body);
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.text).toBe(first.text);
    expect(first.headers['idempotent-replayed']).toBeUndefined();
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect(second.headers['content-type']).toBe(first.headers['content-type']);
    expect(await countOf(name)).toBe(1);
  });

  it('has one effect however many come at once', async () => {
    const name = randomUUID();
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 8 }, () => create(key, { name })));
    expect(await countOf(name)).toBe(1);
    for (const answer of answers) {
      if (answer.status === 201) continue;
      expect(answer.problem().code).toBe('in_progress');
      expect(answer.headers['retry-after']).toBe('2');
    }
    expect(answers.some(({ status }) => status === 201)).toBe(true);
  });

  it('is refused with another body or at another address', async () => {
    const key = randomUUID();
    const { json } = await create(key);
    const other = await create(key, { name: 'Twice' });
    expect([other.status, other.problem().code]).toEqual([422, 'idempotency_mismatch']);
    const { id } = json as { id: string };
    const elsewhere = await api.send('POST', `/api/v1/campaigns/${id}/cancel`, { headers: { 'idempotency-key': key } });
    expect(elsewhere.problem().code).toBe('idempotency_mismatch');
  });

  it('is another one when somebody else asks, in this workspace or the next', async () => {
    const [name, key] = [randomUUID(), randomUUID()];
    const { cookie } = await makeMember(api, { role: 'operator' });
    const scoped = await makeScopedKey(api, ['operator']);
    await create(key, { name });
    await create(key, { name }, { key: scoped.key });
    await create(key, { name }, { cookie });
    await create(key, { name }, { key: api.stranger.key });
    expect(await countOf(name)).toBe(4);
  });

  it('may be mended after a refusal, which keeps nothing', async () => {
    const key = randomUUID();
    expect((await create(key, { name: 5 })).problem().code).toBe('validation_failed');
    expect((await create(key, { agentId: api.stranger.agentId })).problem().code).toBe('validation_failed');
    expect((await create(key, { name: 'Mended' })).status).toBe(201);
  });

  it('is told that it is in progress when its process died, and never done twice', async () => {
    const [name, key] = [randomUUID(), randomUUID()];
    await create(key, { name });
    await sql`update idempotency_keys set status = null, body = null where key = ${key}`.execute(api.system.db);
    expect((await create(key, { name })).problem().code).toBe('in_progress');
    expect(await countOf(name)).toBe(1);
  });

  it('is forgotten after seven days', async () => {
    const [name, key] = [randomUUID(), randomUUID()];
    await create(key, { name });
    await sql`update idempotency_keys set created_at = created_at - interval '7 days 1 second' where key = ${key}`.execute(
      api.system.db,
    );
    expect((await create(key, { name })).headers['idempotent-replayed']).toBeUndefined();
    expect(await countOf(name)).toBe(2);
  });

  it.each(['', ' ', 'a b', 'x'.repeat(256), 'ü'])('is refused with the key "%s"', async (key) => {
    const answer = await create(key);
    expect([answer.status, answer.problem().errors?.[0]?.pointer]).toEqual([422, '/headers/idempotency-key']);
  });

  it('imports a file once, and tells another file from it', async () => {
    const key = randomUUID();
    const upload = (text: string) => {
      const payload = `--b\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${text}\r\n--b--\r\n`;
      const headers = { 'content-type': 'multipart/form-data; boundary=b', 'idempotency-key': key };
      return api.send('POST', '/api/v1/imports', { payload, headers });
    };
    const [first, second] = [await upload('phone\n+12125550111\n'), await upload('phone\n+12125550111\n')];
    expect([first.status, second.headers['idempotent-replayed'], second.text]).toEqual([201, 'true', first.text]);
    expect((await upload('phone\n+12125550112\n')).problem().code).toBe('idempotency_mismatch');
  });
});
