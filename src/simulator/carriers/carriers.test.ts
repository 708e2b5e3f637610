import { expect, test } from 'vitest';
import { readOptions } from '../main.ts';
import { startSimulator } from '../simulator.ts';
import { carrierNamed, carriers } from './carriers.ts';

const now = new Date('2026-11-01T21:07:00Z');

test.each(Object.keys(carriers))(
  '%s is started by its name, in its own words, and tells the log and settings all the same',
  async (name) => {
    const simulator = await startSimulator({ ...readOptions(['--as', name], now), settings: { answerRate: 0.5 } });
    try {
      expect(await (await fetch(`${simulator.url}/log`)).text()).toBe('');
      expect(await (await fetch(`${simulator.url}/settings`)).json()).toMatchObject({
        ...carrierNamed(name)().settings,
        answerRate: 0.5,
      });
      // The native words are not spoken there: some ask who is there before they say so.
      expect([401, 404]).toContain((await fetch(`${simulator.url}/calls`)).status);
    } finally {
      await simulator.close();
    }
  },
);

test('a provider that it does not speak for is named', () => {
  expect(() => readOptions(['--as', 'pigeon'], now)).toThrow(/"pigeon"; there are .*twilio/);
});
