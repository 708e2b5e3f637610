import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { TestClock } from './clock.ts';

const ten = new Date('2026-11-02T10:00:00Z');
const after = (seconds: number) => new Date(ten.getTime() + seconds * 1000);

test('time stands still until it is moved', async () => {
  const clock = new TestClock(ten);
  expect(clock.now()).toEqual(ten);
  await clock.advance(1500);
  expect(clock.now()).toEqual(after(1.5));
  await clock.advanceTo(after(60));
  expect(clock.now()).toEqual(after(60));
  await expect(clock.advanceTo(ten)).rejects.toThrow('only goes forward');
});

test('timers run in the order of their instants, then of being set, each at its own instant', async () => {
  const clock = new TestClock(ten);
  const seen: string[] = [];
  const note = (name: string) => () => void seen.push(`${name} ${clock.now().toISOString().slice(17, 19)}`);
  clock.schedule(after(3), note('c'));
  clock.schedule(after(1), note('a'));
  clock.schedule(after(3), note('d'));
  clock.schedule(after(2), note('b'));
  clock.schedule(after(5), note('later'));
  await clock.advanceTo(after(4));
  expect(seen).toEqual(['a 01', 'b 02', 'c 03', 'd 03']);
  expect(clock.nextTimer()).toEqual(after(5));
});

test('a timer is awaited before the next one runs, and what it sets on the way runs too', async () => {
  const clock = new TestClock(ten);
  const seen: string[] = [];
  clock.schedule(after(1), async () => {
    await turn();
    seen.push('first');
    clock.schedule(after(1), () => void seen.push('at once'));
    clock.schedule(after(2), () => void seen.push('on the way'));
    clock.schedule(after(9), () => void seen.push('never'));
  });
  clock.schedule(after(3), () => void seen.push('last'));
  await clock.advanceTo(after(3));
  expect(seen).toEqual(['first', 'at once', 'on the way', 'last']);
});

test('a timer that was called off does not run', async () => {
  const clock = new TestClock(ten);
  const seen: string[] = [];
  const callOff = clock.schedule(after(1), () => void seen.push('ran'));
  callOff();
  expect(clock.nextTimer()).toBeNull();
  await clock.advance(2000);
  expect(seen).toEqual([]);
});

test('a timer for an instant that has passed runs at once, and the next advance waits for it', async () => {
  const clock = new TestClock(ten);
  const seen: string[] = [];
  clock.schedule(after(-1), async () => {
    seen.push('begun');
    await turn();
    await turn();
    seen.push('done');
  });
  await turn();
  expect(seen).toEqual(['begun']);
  await clock.advance(0);
  expect(seen).toEqual(['begun', 'done']);
});

test('timers that are due already are awaited too when the clock is advanced in the same breath', async () => {
  const clock = new TestClock(ten);
  const seen: string[] = [];
  const slowly = (name: string) => async () => {
    await turn();
    await turn();
    seen.push(name);
  };
  clock.schedule(ten, slowly('first'));
  clock.schedule(ten, slowly('second'));
  await clock.advance(0);
  expect(seen).toEqual(['first', 'second']);
});

test('what a timer rejects with comes out of the advance', async () => {
  const clock = new TestClock(ten);
  clock.schedule(after(1), () => Promise.reject(new Error('broken')));
  await expect(clock.advance(1000)).rejects.toThrow('broken');
  clock.schedule(ten, () => Promise.reject(new Error('broken at once')));
  await turn();
  await expect(clock.advance(0)).rejects.toThrow('broken at once');
  await clock.advance(1);
});
