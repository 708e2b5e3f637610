import { expect, test } from 'vitest';
import { changesBetween } from './changes-between.ts';
import { blankValues } from './form-values.ts';

const before = blankValues('UTC');

test('what was not touched is no change', () => {
  expect(changesBetween(before, { ...before })).toEqual([]);
});

test('each change is told once, before and after', () => {
  const after = {
    ...before,
    concurrentCallsLimit: 5,
    days: [1, 7],
    paceMode: 'interval' as const,
    delays: ['PT1H'],
    agentId: 'x',
  };
  expect(changesBetween(before, after)).toEqual([
    { label: 'Days', before: 'Mon Tue Wed Thu Fri Sat Sun', after: 'Mon Sun' },
    { label: 'Pace', before: 'as fast as limits allow', after: 'every 10 s' },
    { label: 'Calls at once', before: '3', after: '5' },
    { label: 'Wait between', before: '30 min', after: '1 h' },
    { label: 'Agent', before: 'the one it has', after: 'another one' },
  ]);
});
