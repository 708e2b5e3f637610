import { expect, it } from 'vitest';
import { describeBinding } from './binding.ts';

it.each([
  [{ limit: 2, active: 2 }, { limit: 10, active: 4 }, 'Your limit of 2 binds'],
  [{ limit: 5, active: 1 }, { limit: 10, active: 10 }, 'The system’s limit of 10 binds'],
  [{ limit: 5, active: 1 }, { limit: 10, active: 9 }, 'You may place 1 call now'],
  [{ limit: 5, active: 1 }, { limit: 10, active: 2 }, 'Nothing binds: you may place 4 calls more'],
  [{ limit: 0, active: 1 }, { limit: 10, active: 1 }, 'Your limit is 0'],
  [{ limit: 5, active: 1 }, { limit: 0, active: 1 }, 'The system’s limit is 0'],
])('with %o of %o it says “%s”', (own, system, begins) => {
  expect(describeBinding(own, system)).toContain(begins);
});
