import { expect, it } from 'vitest';
import { lettersOf } from './letters.ts';

it('workspaces are told apart by their letters, also when their names begin alike', () => {
  const named = [
    { id: '1', name: 'Acme North' },
    { id: '2', name: 'Beta' },
    { id: '1', name: 'Acme North' },
    { id: '3', name: 'Apple Nuts' },
  ];
  expect(lettersOf(named).map(({ letters }) => letters)).toEqual(['AN', 'A2', 'B']);
});
