import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { TestApp } from '#test/support/app.ts';
import type { Method } from '#test/support/app.ts';

let api: TestApp;
beforeAll(async () => {
  api = await TestApp.open();
});
afterAll(() => api.close());

const deep = `{"a":${'['.repeat(40)}${']'.repeat(40)}}`;
const json = { 'content-type': 'application/json' };

type Case = {
  what: string;
  method?: Method;
  url?: string;
  payload?: string | Buffer;
  body?: unknown;
  headers?: Record<string, string>;
  status: number;
  code: string;
};

const refused: Case[] = [
  { what: 'broken JSON', payload: '{"name":', headers: json, status: 400, code: 'malformed_json' },
  {
    what: 'another charset',
    payload: Buffer.from('{"name":"J\u00fcrgen"}', 'latin1'),
    headers: json,
    status: 400,
    code: 'malformed_json',
  },
  { what: 'a NUL in a text', payload: '{"name":"a\\u0000b"}', headers: json, status: 400, code: 'malformed_json' },
  { what: 'half a character', payload: '{"name":"\\ud800"}', headers: json, status: 400, code: 'malformed_json' },
  { what: 'depth above 32', payload: deep, headers: json, status: 400, code: 'malformed_json' },
  { what: '__proto__', payload: '{"__proto__":{"x":1}}', headers: json, status: 400, code: 'malformed_json' },
  {
    what: '__proto__ further down',
    payload: '{"pace":{"__proto__":1}}',
    headers: json,
    status: 400,
    code: 'malformed_json',
  },
  { what: 'an array', body: [], status: 422, code: 'validation_failed' },
  { what: 'a text', body: 'campaign', status: 422, code: 'validation_failed' },
  { what: 'an unknown field', body: { nmae: 'x' }, status: 422, code: 'validation_failed' },
  { what: 'limit 0', body: { concurrentCallsLimit: 0 }, status: 422, code: 'validation_failed' },
  { what: 'limit -1', body: { concurrentCallsLimit: -1 }, status: 422, code: 'validation_failed' },
  { what: 'limit 51', body: { concurrentCallsLimit: 51 }, status: 422, code: 'validation_failed' },
  { what: 'an unknown time zone', body: { timeZone: 'EST5' }, status: 422, code: 'validation_failed' },
  {
    what: 'a window of zero length',
    body: { firstCallTime: '09:00', lastCallTime: '09:00' },
    status: 422,
    code: 'validation_failed',
  },
  {
    what: 'an end before the start',
    body: { startAt: '2026-05-02', endDate: '2026-05-01' },
    status: 422,
    code: 'validation_failed',
  },
  {
    what: 'an agent nobody has',
    body: { agentId: '01890000-0000-7000-8000-000000000000' },
    status: 422,
    code: 'validation_failed',
  },
  {
    what: 'a number nobody has',
    body: { fromNumberIds: ['01890000-0000-7000-8000-000000000000'] },
    status: 422,
    code: 'validation_failed',
  },
  {
    what: 'plain text',
    payload: 'name=x',
    headers: { 'content-type': 'text/plain' },
    status: 415,
    code: 'unsupported_media_type',
  },
  {
    what: 'a form where JSON is due',
    payload: '--x--',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    status: 415,
    code: 'unsupported_media_type',
  },
  {
    what: 'JSON where a form is due',
    url: '/api/v1/campaigns/upload',
    body: {},
    status: 415,
    code: 'unsupported_media_type',
  },
  { what: 'a body above 1 MiB', body: { name: 'x'.repeat(1024 ** 2) }, status: 413, code: 'payload_too_large' },
  { what: 'an unknown path', method: 'GET', url: '/api/v1/nothing', status: 404, code: 'not_found' },
  {
    what: 'an unknown path with a strange body',
    url: '/nothing',
    payload: 'x',
    headers: { 'content-type': 'a/b' },
    status: 404,
    code: 'not_found',
  },
  { what: 'a wrong method', method: 'PUT', status: 405, code: 'method_not_allowed' },
  { what: 'an id that is none', method: 'GET', url: '/api/v1/campaigns/7', status: 404, code: 'not_found' },
  {
    what: 'an id of 1,000 characters',
    method: 'GET',
    url: `/api/v1/campaigns/${'x'.repeat(1000)}`,
    status: 404,
    code: 'not_found',
  },
  {
    what: 'an id above 8 KiB',
    method: 'GET',
    url: `/api/v1/campaigns/${'x'.repeat(9000)}`,
    status: 414,
    code: 'uri_too_long',
  },
  { what: 'an unreadable escape', method: 'GET', url: '/api/v1/campaigns/%zz', status: 400, code: 'malformed_url' },
  {
    what: 'an address above 8 KiB',
    method: 'GET',
    url: `/api/v1/campaigns?q=${'x'.repeat(9000)}`,
    status: 414,
    code: 'uri_too_long',
  },
  {
    what: 'a cursor of another list',
    method: 'GET',
    url: '/api/v1/campaigns?cursor=W10',
    status: 422,
    code: 'validation_failed',
  },
  {
    what: 'an unknown tab',
    method: 'GET',
    url: '/api/v1/campaigns?status=lively',
    status: 422,
    code: 'validation_failed',
  },
  {
    what: 'a NUL in the query',
    method: 'GET',
    url: '/api/v1/campaigns?q=a%00b',
    status: 422,
    code: 'validation_failed',
  },
];

describe('bad input', () => {
  it.each(refused)(
    '$what is answered with $status $code',
    async ({ method = 'POST', url = '/api/v1/campaigns', ...sent }) => {
      const answer = await api.send(method, url, sent);
      const problem = answer.problem();
      expect({ status: answer.status, code: problem.code }).toEqual({ status: sent.status, code: sent.code });
      expect(problem).toMatchObject({
        requestId: answer.headers['x-request-id'],
        instance: url.split('?')[0],
        status: sent.status,
      });
      expect(problem.detail).toMatch(/\w+/);
    },
  );

  it('leaves nothing behind', async () => {
    const { rows } = await sql`select 1 from campaigns`.execute(api.system.db);
    expect(rows).toEqual([]);
  });

  it('names all wrong fields at once, with pointers', async () => {
    const answer = await api.send('POST', '/api/v1/campaigns', {
      body: {
        timeZone: 'Mars/Olympus',
        concurrentCallsLimit: 51,
        days: [],
        color: 'red',
        retry: { on: [], maxRetries: 99, delays: ['PT1H'] },
      },
    });
    const found = Object.fromEntries((answer.problem().errors ?? []).map((error) => [error.pointer, error.code]));
    expect(found).toEqual({
      '/timeZone': 'unknown_timezone',
      '/concurrentCallsLimit': 'out_of_range',
      '/days': 'out_of_range',
      '/color': 'unknown_field',
      '/retry/maxRetries': 'out_of_range',
    });
  });

  it('says which methods a path has', async () => {
    const { headers } = await api.send('DELETE', '/api/v1/campaigns');
    expect(headers.allow?.toString().split(', ').toSorted()).toEqual(['GET', 'POST']);
  });

  it('brings a page limit into its bounds instead of refusing it', async () => {
    for (const limit of ['0', '-5', '9999', 'many']) {
      expect((await api.send('GET', `/api/v1/campaigns?limit=${limit}`)).status).toBe(200);
    }
  });

  it('takes an empty body for no body', async () => {
    const { status } = await api.send('POST', '/api/v1/campaigns', { payload: '', headers: json });
    expect(status).toBe(201);
  });
});

describe('keys', () => {
  it('are refused in the same words whether missing, malformed, unknown or revoked', async () => {
    const revoked = api.stranger.key.replace(/.$/, 'x');
    const answers = [];
    for (const key of [null, 'nonsense', 'carillon_test_0123456789012345678901234567890123456789012', revoked]) {
      answers.push(await api.send('GET', '/api/v1/campaigns', { key }));
    }
    await sql`update api_keys set revoked_at = created_at where workspace_id = ${api.stranger.workspaceId}`.execute(
      api.system.db,
    );
    answers.push(await api.send('GET', '/api/v1/campaigns', { key: api.stranger.key }));
    await sql`update api_keys set revoked_at = null`.execute(api.system.db);
    const told = answers.map(({ problem }) => ({ ...problem(), requestId: '' }));
    expect(new Set(told.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(told[0]).toMatchObject({ status: 401, code: 'unauthorized' });
  });

  it('of a workspace do not administer the installation', async () => {
    const answer = await api.send('PATCH', '/api/v1/admin/system/concurrency', {
      body: { limit: 5 },
      key: api.stranger.key,
    });
    expect([answer.status, answer.problem().code]).toEqual([403, 'forbidden']);
  });

  it('are asked for before a body is read', async () => {
    const { status } = await api.send('POST', '/api/v1/campaigns', { payload: '{', headers: json, key: null });
    expect(status).toBe(401);
  });
});

it('every answer carries the security headers', async () => {
  for (const url of ['/healthz', '/api/v1/campaigns', '/nothing', '/openapi.json']) {
    const { headers } = await api.send('GET', url);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
    });
  }
});
