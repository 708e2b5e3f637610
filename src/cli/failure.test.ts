import { expect, test } from 'vitest';
import { ProblemError } from '#client/problem-error.ts';
import { Failure, Interrupted, exitCodes, explain } from './failure.ts';
import type { Ending } from './failure.ts';

function problem(status: number, code: string, more: Partial<ProblemError> = {}): ProblemError {
  const rest = { type: 'about:blank', title: '', instance: '', requestId: '' };
  const errors = [...(more.errors ?? [])];
  const allowedActions = [...(more.allowedActions ?? [])];
  return new ProblemError({ ...rest, status, code, detail: more.detail ?? 'It is so.', errors, allowedActions });
}

test.each<[what: string, error: unknown, ending: Ending, message: string]>([
  ['a failure of ours', new Failure('usage', 'Write it so.'), 'usage', 'Write it so.'],
  ['Ctrl-C', new Interrupted(), 'interrupted', 'Interrupted.'],
  ['no valid key', problem(401, 'unauthorized'), 'auth', 'It is so.'],
  ['no permission', problem(403, 'forbidden'), 'auth', 'It is so.'],
  ['an unknown id', problem(404, 'not_found'), 'notFound', 'It is so.'],
  [
    'a verb that is not possible now',
    problem(409, 'invalid_transition', { allowedActions: ['resume', 'cancel'] }),
    'conflict',
    'It is so.\nPossible now: resume, cancel.',
  ],
  [
    'a verb that is not possible now, with what is in the sentence already',
    problem(409, 'invalid_transition', { detail: 'It can resume.', allowedActions: ['resume'] }),
    'conflict',
    'It can resume.',
  ],
  [
    'wrong fields',
    problem(422, 'validation_failed', { errors: [{ pointer: '/name', code: 'too_long', message: 'Too long' }] }),
    'usage',
    'It is so.\n  /name: Too long',
  ],
  ['a file that can not be imported', problem(422, 'no_phone_column'), 'failure', 'It is so.'],
  ['a database that is down', problem(503, 'database_unavailable'), 'failure', 'It is so.'],
  [
    'a server that does not answer',
    new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:1') }),
    'failure',
    'This went wrong: connect ECONNREFUSED 127.0.0.1:1',
  ],
])('%s ends a command with its own code and a message without a stack', (_what, error, ending, message) => {
  expect(explain(error)).toEqual({ ending, message });
});

test('the exit codes are those that scripts rely on', () => {
  expect(exitCodes).toEqual({ ok: 0, failure: 1, usage: 2, notFound: 3, conflict: 4, auth: 5, interrupted: 130 });
});
