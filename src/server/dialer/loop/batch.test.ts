import { expect, test } from 'vitest';
import { Batch } from './batch.ts';

test('what comes at the same moment is done together, and each gets its own result', async () => {
  const lots: number[][] = [];
  const batch = new Batch(async (items: number[]) => {
    lots.push(items);
    return items.map((item) => item * 10);
  }, 100);
  expect(await Promise.all([1, 2, 3].map((item) => batch.add(item)))).toEqual([10, 20, 30]);
  expect(await batch.add(4)).toBe(40);
  expect(lots).toEqual([[1, 2, 3], [4]]);
});

test('what comes while a lot is being done goes with the next one, at most so many at a time', async () => {
  const lots: number[][] = [];
  const first = Promise.withResolvers<void>();
  const batch = new Batch(async (items: number[]) => {
    lots.push(items);
    if (lots.length === 1) await first.promise;
    return items;
  }, 2);
  const results = [batch.add(1)];
  await new Promise(setImmediate);
  for (const item of [2, 3, 4]) results.push(batch.add(item));
  first.resolve();
  expect(await Promise.all(results)).toEqual([1, 2, 3, 4]);
  expect(lots).toEqual([[1], [2, 3], [4]]);
});

test('when a lot fails, each of its items is told so, and the next lot is done', async () => {
  const batch = new Batch(async (items: string[]) => {
    if (items.includes('bad')) throw new Error('no database');
    return items;
  }, 2);
  const results = await Promise.allSettled(['good', 'bad', 'later'].map((item) => batch.add(item)));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
});
