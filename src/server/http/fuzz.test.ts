import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { Arbitrary } from 'fast-check';
import { z } from 'zod';
import { openApiDocument } from '#contract/openapi.ts';
import { TestApp, makeTenant } from '#test/support/app.ts';
import { violations } from '#test/support/invariants.ts';
import { listOperations, nobody } from '#test/support/operations.ts';
import type { Operation } from '#test/support/operations.ts';
import { makeMember, makeScopedKey } from '#test/support/people.ts';
import { hostile, spoiled, valuesOf } from '#test/support/schema-arbitrary.ts';
import { makeThings } from '#test/support/things.ts';

/** FUZZ_RUNS asks each operation more often, FUZZ_SEED asks something else; a failure prints both. */
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 12);
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_120);

const Described = z.object({
  operationId: z.string(),
  parameters: z.array(z.object({ name: z.string(), in: z.string(), schema: z.unknown() })),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) }).optional(),
});
const { paths, components } = z
  .object({
    paths: z.record(z.string(), z.record(z.string(), Described)),
    components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
  })
  .parse(openApiDocument('0'));

let api: TestApp;
let things: Record<string, string>;
const succeeded = new Set<string>();
const operations = listOperations();

beforeAll(async () => {
  api = await TestApp.open();
});
afterAll(() => api.close());

type Who = Partial<Record<'key' | 'cookie' | 'authorization', string>>;
type Asked = {
  who: string;
  ids: string[];
  query: Record<string, unknown>;
  headers: Record<string, string>;
  body: unknown;
  raw: string | undefined;
};

/** Everybody who might ask, anew for each operation: some of them end their own key or session. */
async function everybody(): Promise<Record<string, Who>> {
  const [owner, viewer] = [await makeMember(api, { role: 'owner' }), await makeMember(api, { role: 'viewer' })];
  return {
    'the system admin': { key: api.tenant.key },
    'an owner': { cookie: owner.cookie },
    'a viewer': { cookie: viewer.cookie },
    'a key of an operator': { key: (await makeScopedKey(api, ['operator'])).key },
    'a key without scopes': { key: (await makeScopedKey(api, [])).key },
    'another workspace': { key: api.stranger.key },
    nobody: {},
    'a strange header': { authorization: 'Basic \u00ff Og==' },
  };
}

const file = fc.oneof(
  fc.constantFrom(
    'phone,name\n+12125550177,Ada\n',
    '',
    'phone\n',
    '\0\0\0',
    'PK\u0003\u0004nothing',
    'a;b\n"',
    '=1+1\n',
  ),
  fc
    .array(fc.constantFrom('+12125550178', 'phone', ',', '"', '\n', '\r', '\t', ';', 'x'), { maxLength: 60 })
    .map((parts) => parts.join('')),
);

const oddHeaders = fc.record(
  {
    'if-match': fc.constantFrom('*', '"1"', 'W/"1"', '"99999999999999"', 'x', '', '"1", "2"'),
    'idempotency-key': fc.constantFrom('one', 'x'.repeat(255), 'x'.repeat(256), 'two words', '\u00fc', ''),
    'last-event-id': fc.constantFrom(
      '0',
      '-1',
      '9'.repeat(30),
      'abc',
      '',
      '1.5',
      '00000000-0000-0000-0000-000000000000',
    ),
    'content-type': fc.constantFrom(
      'application/json; charset=latin1',
      'text/plain',
      'multipart/form-data',
      'a/b; c',
      '',
    ),
    origin: fc.constantFrom('https://evil.example', 'null', ''),
  },
  { requiredKeys: [] },
);

const raw = fc.constantFrom(
  ...['{', 'null', '[]', '"x"', '0', '{"a":1e999}', '{"name":"\\ud800"}', '{"a":1,"a":2}', '[1,', '\u0000', '--x--'],
  '['.repeat(50_000),
);

const instants = [
  ...['2026-12-01', '2026-12-01T09:00:00Z', '1900-01-01', '2999-12-31T23:59:59-23:59', '9999-12-31'],
  ...['9999-12-31T23:59:59-23:59', '0000-01-01T00:00:00+23:59'],
];

const cursors = fc.constantFrom('W10', 'x', Buffer.from('["a",["1","2"]]').toString('base64url'), '', 'bnVsbA');

/** Rarely, so that most of a request is as it should be. */
function rarely<T>(arbitrary: Arbitrary<T>): Arbitrary<T | undefined> {
  return fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

function askedOf(operation: Operation): Arbitrary<Asked> {
  const described = paths[operation.path]?.[operation.method.toLowerCase()];
  const known = {
    ...Object.fromEntries(
      ['campaignId', 'agentId', 'contactIds', 'ids'].map((name) => [
        name,
        [things[`${name.slice(0, name.search(/Id/))}s`]].filter(Boolean),
      ]),
    ),
    file: ['phone,name\n+12125550177,Ada\n', 'phone\n+12125550177\n'],
    ...Object.fromEntries(
      ['startAt', 'endDate', 'now', 'expiresAt', 'conversationAfter', 'conversationBefore'].map((name) => [
        name,
        instants,
      ]),
    ),
    phone: ['+12125550123', '2125550124', '+442079460123', 'x'],
    phones: [['+12125550123'], ['+12125550123', '1']],
    contactIds: [[things['contacts']], [nobody]],
    timeZone: ['America/New_York', 'Asia/Kolkata', 'EST'],
    country: ['US', 'GB', 'XX'],
    cursor: ['W10', 'x'],
    password: ['a long password', 'x'],
  };
  const values = (schema: unknown, name = '') => valuesOf(schema, { schemas: components.schemas, known }, name);
  const query = fc.record(
    Object.fromEntries(
      (described?.parameters ?? [])
        .filter((parameter) => parameter.in === 'query')
        .map(({ name, schema }) => [
          name,
          fc.oneof({ weight: 4, arbitrary: values(schema, name) }, fc.constantFrom(...hostile), cursors),
        ]),
    ),
    { requiredKeys: [] },
  );
  const [content] = Object.values(described?.requestBody?.content ?? {});
  const body = content ? values(content.schema) : fc.constant(undefined);
  return fc.record({
    who: fc.oneof({ weight: 3, arbitrary: fc.constantFrom('the system admin', 'an owner') }, fc.constantFrom(...names)),
    ids: fc.tuple(
      ...operation.ids.map(({ kind }) =>
        fc.oneof(
          { weight: 6, arbitrary: fc.constant(things[kind] || nobody) },
          fc.constantFrom(
            nobody,
            '7',
            '%00',
            '%zz',
            '%ud800',
            '..%2f..',
            '__proto__',
            'x'.repeat(600),
            ...Object.values(things).filter(Boolean),
          ),
        ),
      ),
    ),
    query,
    headers: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, oddHeaders),
    body: body.chain((value) => fc.oneof({ weight: 2, arbitrary: fc.constant(value) }, spoiled(value))),
    raw: rarely(operation.isUpload ? fc.oneof(raw, file) : raw),
  });
}

const names = [
  ...['the system admin', 'an owner', 'a viewer', 'a key of an operator', 'a key without scopes', 'another workspace'],
  ...['nobody', 'a strange header'],
];

async function send(operation: Operation, asked: Asked, { key, cookie, authorization }: Who) {
  const url = addressOf(operation, asked);
  const headers: Record<string, string> = { ...(authorization ? { authorization } : {}), ...asked.headers };
  if (operation.isEndless) return listen(url, { ...headers, ...(key ? { authorization: `Bearer ${key}` } : {}) });
  const sent = payloadOf(operation, asked);
  const answer = await api.send(operation.method, url, {
    key: key ?? null,
    ...(cookie ? { cookie } : {}),
    ...(sent.payload === undefined ? {} : { payload: sent.payload }),
    headers: { ...sent.headers, ...headers },
  });
  return answer.status;
}

/** The beginning of a stream; its end would not come. */
async function listen(url: string, given: Record<string, string>): Promise<number> {
  const headers = new Headers(Object.entries(given).filter(([name]) => name !== 'content-type'));
  const response = await fetch(api.url + url, { headers });
  await response.body?.cancel();
  return response.status;
}

function addressOf({ path, ids }: Operation, asked: Asked): string {
  const at = ids.reduce((url, { name }, index) => url.replace(`{${name}}`, asked.ids[index] ?? nobody), path);
  const query = Object.entries(asked.query).map(([name, value]) => `${name}=${escape(textOf(value))}`);
  return query.length === 0 ? at : `${at}?${query.join('&')}`;
}

function escape(text: string): string {
  return text.isWellFormed() ? encodeURIComponent(text).slice(0, 3000) : '%ed%a0%80';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

function payloadOf(
  { isUpload, method }: Operation,
  asked: Asked,
): { payload?: string; headers: Record<string, string> } {
  if (!isUpload) {
    const payload = asked.raw ?? JSON.stringify(asked.body);
    const isSent = payload !== undefined && method !== 'GET';
    return isSent ? { payload, headers: { 'content-type': 'application/json' } } : { headers: {} };
  }
  const fields = Object.entries(asked.body ?? {}).filter(([name]) => name !== 'file');
  const parts = fields.map(([name, value]) => `name=${JSON.stringify(name)}\r\n\r\n${textOf(value)}`);
  const content = asked.raw ?? textOf(Object(asked.body).file);
  parts.push(`name="file"; filename="a.csv"\r\n\r\n${content}`);
  const payload = parts.map((part) => `--form\r\ncontent-disposition: form-data; ${part}\r\n`).join('');
  return { payload: `${payload}--form--\r\n`, headers: { 'content-type': 'multipart/form-data; boundary=form' } };
}

/** What deletes comes last, so that there is something left to ask about. */
function inOrder(noun: string): Operation[] {
  const own = operations.filter((operation) => operation.noun === noun);
  return [...own.filter(({ method }) => method !== 'DELETE'), ...own.filter(({ method }) => method === 'DELETE')];
}

describe.each([...new Set(operations.map(({ noun }) => noun))])('%s', (noun) => {
  beforeAll(async () => {
    // A workspace that is closed on the way is a third one.
    const { workspaceId } = await makeTenant(api.system, api.system.clock.now(), false);
    things = { ...(await makeThings(api, api.tenant)), workspaces: workspaceId };
  });

  it.each(inOrder(noun))(
    '$method $path answers whatever is asked as it is described, and never with our mistake',
    async (operation) => {
      const actors = await everybody();
      await fc.assert(
        fc.asyncProperty(askedOf(operation), async (asked) => {
          const status = await send(operation, asked, actors[asked.who] ?? {});
          if (status < 300) succeeded.add(operation.name);
          expect(status).toBeLessThan(500);
        }),
        { seed, numRuns, endOnFailure: true },
      );
    },
  );

  it('leaves every invariant standing, and whatever is kept can be read', async () => {
    expect(await violations(api.system.db)).toEqual([]);
    for (const { method, path, ids, isEndless } of operations) {
      if (method !== 'GET' || ids.length > 0 || isEndless) continue;
      expect((await api.send(method, path)).status, path).toBeLessThan(500);
    }
  });
});

it('is taken often enough to reach what lies behind the checks', () => {
  const never = operations.filter(({ name }) => !succeeded.has(name)).map(({ name }) => name);
  expect(never.length / operations.length, never.join(', ')).toBeLessThan(0.35);
});
