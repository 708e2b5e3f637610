import { expect, it } from 'vitest';
import { headlineOf } from './standing.ts';

const at = (text: string) => new Date(text);
const over = {
  ...{ status: 'completed' as const, updatedAt: at('2026-11-26T10:00:00Z') },
  ...{ startedAt: at('2026-11-20T10:00:00Z'), completedAt: at('2026-11-26T10:00:00Z') },
};

it('the headline of what is over has its counts and how long it took', () => {
  const funnel = { people: 4812, dialled: 4800, answered: 3102, talked: 3000, goalMet: 2411 };
  expect(headlineOf(over, funnel)).toBe('Reached 3,102 of 4,812 people in 6 days; 2,411 met the goal.');
  expect(headlineOf({ ...over, status: 'cancelled' }, { ...funnel, goalMet: 0 })).toBe(
    'Reached 3,102 of 4,812 people in 6 days. Then it was cancelled.',
  );
  expect(headlineOf(over, { people: 5, dialled: 0, answered: 0, talked: 0, goalMet: 0 })).toBe('Nobody was called.');
});
