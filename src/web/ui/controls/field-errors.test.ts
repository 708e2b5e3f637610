import { describe, expect, it } from 'vitest';
import { ProblemError } from '#client/problem-error.ts';
import { errorBeside, fieldErrors } from './field-errors.ts';

const problem = (errors: { pointer: string; code: string; message: string }[]) =>
  new ProblemError({
    type: '',
    title: '',
    status: 422,
    code: 'validation_failed',
    detail: 'Two fields are wrong',
    instance: '',
    requestId: '',
    errors,
  });
const wrong = problem([{ pointer: '/email', code: 'x', message: 'Must be an e-mail address' }]);

describe('what is wrong with a form', () => {
  it('stands at the field that the server names', () => {
    expect(fieldErrors(wrong)).toEqual({ email: 'Must be an e-mail address' });
    expect(errorBeside(wrong, ['email'])).toBeNull();
  });

  it('is said beside the form where no field of it is named', () => {
    expect(errorBeside(wrong, ['name'])).toBe('Two fields are wrong');
    expect(errorBeside(problem([]), ['email'])).toBe('Two fields are wrong');
    expect(errorBeside(new Error('No'), [])).toBe('No');
    expect(errorBeside(null, [])).toBeNull();
  });
});
