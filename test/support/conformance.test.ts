import { describe, expect, it } from 'vitest';
import { expectDescribed } from './conformance.ts';
import type { Answered } from './conformance.ts';

const json = 'application/json; charset=utf-8';
const problem = 'application/problem+json; charset=utf-8';
const clock = { now: '2026-03-02T15:00:00.000Z', speed: 1, skipIdle: false, jumpTo: null };
const told = {
  type: 'https://carillon.dev/problems/real-time',
  title: 'Conflict',
  status: 409,
  code: 'real_time',
  detail: 'Not here.',
  instance: '/api/v1/sandbox/clock',
  requestId: 'req_1',
};

function check(wishes: Partial<Omit<Answered, 'body'>> & { body: unknown }): () => void {
  const asked = { method: 'GET', url: '/api/v1/sandbox/clock?x=1', status: 200, contentType: json, ...wishes };
  const { body } = wishes;
  return () => expectDescribed({ ...asked, body: typeof body === 'string' ? body : JSON.stringify(body) });
}

const refused = { status: 409, contentType: problem };

describe('an answer is held against the OpenAPI document', () => {
  it.each([
    ['what is described', check({ body: clock })],
    ['a problem that is named', check({ ...refused, body: told })],
    ['the same below /api', check({ url: 'http://127.0.0.1:1/api/sandbox/clock/', body: clock })],
    ['another address', check({ url: '/healthz', status: 418, body: '' })],
    ['nothing where nothing is described', check({ method: 'DELETE', url: '/api/v1/agents/7', status: 204, body: '' })],
  ])('and %s passes', (_what, ask) => {
    expect(ask).not.toThrow();
  });

  it.each([
    ['a status that is not named', /no status 418/, check({ status: 418, body: told })],
    ['another content type', /no content type "text\/html"/, check({ contentType: 'text/html', body: '<p>' })],
    ['a field that lacks', /must have required property 'speed'/, check({ body: { ...clock, speed: undefined } })],
    ['a field of another type', /speed must be number/, check({ body: { ...clock, speed: '1' } })],
    ['an instant that is none', /must match format "date-time"/, check({ body: { ...clock, now: 'today' } })],
    [
      'a code of another status',
      /code must be equal to one/,
      check({ ...refused, body: { ...told, code: 'too_late' } }),
    ],
    [
      'a body where there is none',
      /a body where/,
      check({ method: 'DELETE', url: '/api/v1/agents/7', status: 204, body: '{}' }),
    ],
    ['success of what does not exist', /no such operation/, check({ url: '/api/v1/nothing', body: {} })],
    ['another refusal of a wrong method', /no such operation/, check({ method: 'POST', ...refused, body: told })],
  ])('and %s fails', (_what, message, ask) => {
    expect(ask).toThrow(message);
  });
});
