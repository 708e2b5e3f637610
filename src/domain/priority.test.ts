import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  arithmeticOfStored,
  explainPriority,
  priorityArithmetic,
  priorityOf,
  type PrioritySource,
} from './priority.ts';

const nobody: PrioritySource = {
  name: null,
  email: null,
  company: null,
  successfulCalls: 0,
  notConnected: 0,
  explicit: 0,
};

describe('priority', () => {
  test.each<[what: string, person: Partial<PrioritySource>, priority: number]>([
    ['nothing known', {}, 0],
    ['a name', { name: 'Ann' }, 100],
    ['a blank name counts as none', { name: '  ', email: '', company: '\t' }, 0],
    ['an email', { email: 'ann@x.example' }, 10],
    ['a company', { company: 'ABC' }, 10],
    ['all three', { name: 'Ann', email: 'ann@x.example', company: 'ABC' }, 120],
    ['three successful calls', { successfulCalls: 3 }, 15],
    ['successful calls count for 20 at most', { successfulCalls: 9 }, 20],
    ['not connected twice', { name: 'Ann', notConnected: 2 }, 80],
    ['what is earned never falls below 0', { name: 'Ann', notConnected: 50 }, 0],
    ['explicit counts on top', { name: 'Ann', explicit: 7 }, 107],
    ['explicit counts fully where nothing is earned', { notConnected: 50, explicit: 7 }, 7],
    ['explicit may be below zero', { explicit: -30 }, -30],
  ])('%s', (_what, person, priority) => {
    expect(priorityOf({ ...nobody, ...person })).toBe(priority);
  });

  test('whoever has a name is called before whoever has none', () => {
    expect(priorityOf({ ...nobody, name: 'A' })).toBeGreaterThan(priorityOf(nobody));
  });

  test('the parts explain the priority: they sum to it, except that what is earned stops at 0', () => {
    const text = fc.option(fc.string());
    const source = fc.record({
      name: text,
      email: text,
      company: text,
      successfulCalls: fc.nat(1000),
      notConnected: fc.nat(1000),
      explicit: fc.integer({ min: -1000, max: 1000 }),
    });
    fc.assert(
      fc.property(source, (person) => {
        const { terms, sum } = priorityArithmetic(person);
        expect(sum).toBe(priorityOf(person));
        expect(terms.reduce((total, term) => total + term.points, 0)).toBe(sum);
        const parts = explainPriority(person);
        const earned = parts.name + parts.email + parts.company + parts.successfulCalls + parts.notConnected;
        expect(parts.explicit).toBe(person.explicit);
        expect(parts.priority).toBe(Math.max(0, earned) + person.explicit);
        expect(parts.priority).toBe(priorityOf(person));
        expect(Object.values(parts).some((part) => Object.is(part, -0))).toBe(false);
      }),
    );
  });

  test('the arithmetic reads as one line', () => {
    const person = { ...nobody, name: 'Ann', successfulCalls: 3, notConnected: 2, explicit: 7 };
    expect(priorityArithmetic(person)).toEqual({
      terms: [
        { label: 'name known', count: 1, points: 100 },
        { label: 'successful calls', count: 3, points: 15 },
        { label: 'calls not connected', count: 2, points: -20 },
        { label: 'given', count: 1, points: 7 },
      ],
      sum: 102,
      text: '100 (name known) + 15 (3 successful calls) − 20 (2 calls not connected) + 7 (given) = 102',
    });
    expect(priorityArithmetic({ ...nobody, notConnected: 2 }).text).toBe(
      '− 20 (2 calls not connected) + 20 (never below 0) = 0',
    );
    expect(priorityArithmetic(nobody).text).toBe('0: nothing is known that counts');
  });

  test('a priority that was fixed earlier is explained by what is known now, and the rest was given', () => {
    const { terms, sum } = arithmeticOfStored(107, { ...nobody, name: 'Ann' });
    expect(sum).toBe(107);
    expect(terms.at(-1)).toEqual({ label: 'given', count: 1, points: 7 });
  });
});
