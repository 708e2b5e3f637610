import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { createApp } from '#server/app.ts';
import { TestApp, inject } from '#test/support/app.ts';
import { makeCampaign, somePeople } from '#test/support/make.ts';
import { violations } from '#test/support/invariants.ts';

let api: TestApp;
beforeAll(async () => {
  api = await TestApp.open();
});
afterAll(() => api.close());

/** Everything that a refused request could have left behind. */
async function kept(): Promise<unknown> {
  const { rows } = await sql`
    select (select array_agg(concat(c.id, c.status, c.version) order by c.id) from campaigns c) as campaigns,
      (select count(*) from contacts) as contacts, (select count(*) from enrollments) as enrollments,
      (select count(*) from calls) as calls, (select count(*) from imports) as imports,
      (select count(*) from suppressions) as suppressions, (select count(*) from activity) as activity
  `.execute(api.system.db);
  return rows;
}

const made = {
  draft: () => makeCampaign(api.system.db, api.tenant, { at: api.system.clock.now(), people: [] }),
  async running() {
    const wishes = { at: api.system.clock.now(), people: somePeople(2), window: 'all day' as const };
    const id = await makeCampaign(api.system.db, api.tenant, wishes);
    await api.client.campaigns.start({ id });
    return id;
  },
  async cancelled() {
    const id = await made.running();
    await api.client.campaigns.cancel({ id });
    return id;
  },
};

type Refused = {
  input: string;
  of?: keyof typeof made;
  ask: (id: string) => Parameters<TestApp['send']>;
  status: number;
  code: string;
  /** The codes of the fields that are wrong. */
  errors?: string[];
};

const campaign = (body: object) => () => ['POST', '/api/v1/campaigns', { body }] as Parameters<TestApp['send']>;
const contact = (phone: string) => () =>
  ['POST', '/api/v1/contacts', { body: { phone } }] as Parameters<TestApp['send']>;
const refusedFields = (errors: string[]) => ({ status: 422, code: 'validation_failed', errors });
const refusedVerb = { status: 409, code: 'invalid_transition' };

const refused: Refused[] = [
  {
    input: 'a start without people',
    of: 'draft',
    ask: (id) => ['POST', `/api/v1/campaigns/${id}/start`],
    status: 422,
    code: 'not_startable',
    errors: ['no_contacts'],
  },
  {
    input: 'an end before the start',
    ask: campaign({ endDate: '2020-01-01', startAt: '2020-01-02' }),
    ...refusedFields(['not_allowed']),
  },
  { input: 'a pause of a draft', of: 'draft', ask: (id) => ['POST', `/api/v1/campaigns/${id}/pause`], ...refusedVerb },
  {
    input: 'a resume of what is over',
    of: 'cancelled',
    ask: (id) => ['POST', `/api/v1/campaigns/${id}/resume`],
    ...refusedVerb,
  },
  {
    input: 'a start of what is over',
    of: 'cancelled',
    ask: (id) => ['POST', `/api/v1/campaigns/${id}/start`],
    ...refusedVerb,
  },
  {
    input: 'an edit of what is over',
    of: 'cancelled',
    ask: (id) => ['PATCH', `/api/v1/campaigns/${id}`, { body: { timeZone: 'Europe/Paris' } }],
    ...refusedVerb,
  },
  {
    input: 'an edit of another version',
    of: 'draft',
    ask: (id) => ['PATCH', `/api/v1/campaigns/${id}`, { body: { name: 'x' }, headers: { 'if-match': '"999"' } }],
    status: 412,
    code: 'version_conflict',
  },
  ...['9999-12-31', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59-23:59'].map((day) => ({
    input: `the day ${day}`,
    ask: campaign({ endDate: day }),
    ...refusedFields(['out_of_range']),
  })),
  {
    input: 'a clock beyond the calendar',
    ask: () => ['PUT', '/api/v1/sandbox/clock', { body: { now: '9999-12-31T23:59:59Z' } }],
    ...refusedFields(['out_of_range']),
  },
  { input: 'the time zone EST5', ask: campaign({ timeZone: 'EST5' }), ...refusedFields(['unknown_timezone']) },
  { input: 'the time zone +5', ask: campaign({ timeZone: '+5' }), ...refusedFields(['unknown_timezone']) },
  { input: 'a number too short', ask: contact('+1202555'), ...refusedFields(['phone_too_short']) },
  { input: 'letters for a number', ask: contact('call me'), ...refusedFields(['invalid_phone']) },
  { input: 'two numbers in one', ask: contact('+12025550101 / +12025550102'), ...refusedFields(['invalid_phone']) },
  {
    input: 'a number that a spreadsheet spoiled',
    ask: contact('1.41555E+10'),
    ...refusedFields(['ambiguous_number']),
  },
  { input: 'a premium number', ask: contact('+19005550123'), ...refusedFields(['phone_not_dialable']) },
  { input: 'an emergency number', ask: contact('911'), ...refusedFields(['phone_not_dialable']) },
  { input: 'a satellite phone', ask: contact('+881612345678'), ...refusedFields(['phone_not_dialable']) },
  {
    input: 'more than a limit may be',
    ask: () => ['PATCH', '/api/v1/admin/system/concurrency', { body: { limit: 1e9 } }],
    ...refusedFields(['out_of_range']),
  },
];

describe('what is refused leaves everything as it was', () => {
  it.each(refused)('$input: $status $code', async ({ of, ask, status, code, errors }) => {
    const id = of ? await made[of]() : '';
    const before = await kept();
    const problem = (await api.send(...ask(id))).problem();
    const wrong = errors && { errors: errors.map((each) => expect.objectContaining({ code: each })) };
    expect(problem).toMatchObject({ status, code, ...wrong });
    expect(await kept()).toEqual(before);
  });

  it('and breaks no invariant', async () => {
    expect(await violations(api.system.db)).toEqual([]);
  });
});

describe('what is taken although it looks strange', () => {
  it('a start of what runs changes nothing', async () => {
    const id = await made.running();
    const before = await kept();
    expect((await api.send('POST', `/api/v1/campaigns/${id}/start`)).status).toBe(200);
    expect(await kept()).toEqual(before);
  });

  it('hours that end before they begin cross midnight', async () => {
    const body = { firstCallTime: '22:00', lastCallTime: '02:00' };
    expect((await api.send('POST', '/api/v1/campaigns', { body })).json).toMatchObject(body);
  });

  it('formulas, markup and SQL are text', async () => {
    for (const name of [
      '=HYPERLINK("x")',
      '<script>alert(1)</script>',
      "'; drop table calls; --",
      '\u202eevil',
      '\ud83d\ude00',
    ]) {
      expect((await api.send('POST', '/api/v1/campaigns', { body: { name } })).json).toMatchObject({ name });
    }
  });
});

it('our own mistake is answered with 500 and the request it was, and tells nothing of the inside', async () => {
  const identity = { ...api.options.identity, read: () => Promise.reject(new Error('the secret inside')) };
  const app = await createApp({ ...api.options, identity });
  const answer = await inject(app, { url: '/api/v1/agents', headers: { cookie: 'carillon.session_token=x' } });
  expect(answer.json()).toMatchObject({ status: 500, code: 'internal', requestId: answer.headers['x-request-id'] });
  expect(answer.body).not.toContain('secret');
  await app.close();
});

/** What other tests show: the file below src or test, and the name of the test. */
const elsewhere: [input: string, file: string, test: string][] = [
  [
    'broken JSON, charset, NUL, depth, __proto__',
    'src/server/http/bad-input.test.ts',
    'is answered with $status $code',
  ],
  ['unknown and wrong fields', 'src/server/http/bad-input.test.ts', 'names all wrong fields at once'],
  ['a wrong content type, method, path', 'src/server/http/bad-input.test.ts', 'says which methods a path has'],
  ['a body, an address that is too long', 'src/server/http/bad-input.test.ts', 'an address above 8 KiB'],
  ['headers above 16 KB', 'src/server/http/patience.test.ts', 'a header block above 16 KiB is answered with 431'],
  ['a slow body', 'src/server/http/patience.test.ts', 'is answered with 408'],
  ['no, an expired, a revoked key', 'src/server/http/access.test.ts', 'in the same words'],
  ['what the actor may not do', 'src/server/http/access.test.ts', 'a refusal is written down'],
  ["another workspace's id", 'src/server/http/tenancy.test.ts', 'is answered exactly as one that nobody has'],
  [
    'the same Idempotency-Key',
    'src/server/http/guard/idempotency.test.ts',
    'has one effect, and is answered as the first time',
  ],
  ['the same key for another body', 'src/server/http/guard/idempotency.test.ts', 'is refused with another body'],
  ['the same key while the first is at work', 'src/server/http/guard/idempotency.test.ts', 'it is in progress'],
  ['a campaign that lacks something', 'test/stories/verbs.test.ts', 'is refused with every reason'],
  ['two edits at once', 'src/server/campaigns/edits.test.ts', 'lets one of two edits at once through'],
  ['a limit of 0, of less', 'src/server/settings/settings.test.ts', 'may be 0, which drains'],
  ['rows whose numbers are wrong', 'src/server/imports/bad-files.test.ts', 'rows that are wrong leave the others in'],
  ['numbers that a spreadsheet changed', 'src/server/imports/bad-files.test.ts', 'what a spreadsheet did is undone'],
  ['somebody twice', 'src/server/imports/bad-files.test.ts', 'who is in the campaign already is skipped'],
  ['a number on the list', 'src/server/suppressions/suppressions.test.ts', 'is not let into another'],
  ['a file that can not be read', 'src/server/imports/bad-files.test.ts', 'ambiguous_dialect'],
  [
    'a file without a phone column is kept',
    'src/server/imports/imports.test.ts',
    'without a phone column waits for somebody',
  ],
  [
    'files are kept for seven days',
    'src/server/imports/run-import.test.ts',
    'files are kept for seven days, and no longer',
  ],
  ['delimiters, line ends, encodings', 'src/server/imports/bad-files.test.ts', 'files of every make come in'],
  ['too many rows that are broken', 'src/server/imports/bad-files.test.ts', 'more than a fifth of the rows is broken'],
  ['too many columns, too large a file', 'src/server/imports/bad-files.test.ts', 'more than 200 MB'],
  ['bombs, passwords, macros', 'src/server/imports/bad-files.test.ts', 'archive_rejected'],
  ['formulas in a file', 'src/server/imports/bad-files.test.ts', 'formulas, markup, SQL and strange letters are text'],
  [
    'a crash in the middle of an import',
    'src/server/imports/run-import.test.ts',
    'goes on where it stopped, and every row counts once',
  ],
  ['the same file twice', 'src/server/imports/bad-files.test.ts', 'the same file twice answers 409'],
  ['a webhook that nobody signed', 'test/stories/webhooks.test.ts', 'because its signature or its address is wrong'],
  ['a webhook that came before', 'src/server/http/hooks.test.ts', 'are kept byte for byte, once'],
  ['a webhook of NULs', 'src/server/http/hooks.test.ts', 'may hold what JSON columns refuse'],
  ['a webhook of another account', 'test/stories/webhooks.test.ts', 'because it names the call of another account'],
  [
    'a webhook late, twice, out of order, after the end',
    'test/stories/webhooks.test.ts',
    'every call ends right, once',
  ],
  ['a webhook without sense', 'test/stories/webhooks.test.ts', 'is kept with its problem and changes nothing'],
  ['two calls for one attempt', 'test/stories/webhooks.test.ts', 'tells of a second call for one attempt'],
  ['a webhook while the database is away', 'src/server/http/hooks.test.ts', 'while the database is away'],
  ['a provider that fails or refuses', 'test/stories/network.test.ts', 'takes a failing adapter for an unknown result'],
  ['too many requests', 'src/server/http/guard/rate-limit.test.ts', 'answers 429 with when to come back'],
  ['a process that can not work', 'src/server/http/hooks.test.ts', 'whether it can work'],
  [
    'a deletion in the middle of a call',
    'src/server/contacts/contacts.test.ts',
    'that is deleted while it is called is gone',
  ],
];

describe('what other tests show', () => {
  it.each(elsewhere)('%s', (_input, file, test) => {
    expect(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')).toContain(test);
  });
});

// What is not there to be asked: the address of a customer's webhook (nothing is sent to customers yet), a number that was
// erased (nobody can be erased yet), a limit above the plan (there are no plans: only a system admin sets limits), numbers
// without a country (every workspace has a default one), a missing key of encryption, clocks that differ and fsync off
// (readiness does not look at them yet), a full disk (no test can fill one safely). A 401 and a 404 are not in the audit
// log, where anybody could fill it without a key; a 403 is.
