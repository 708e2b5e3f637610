import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { readOptions } from './main.ts';

const now = new Date('2026-11-01T21:07:00Z');
const program = new URL('./main.ts', import.meta.url).pathname;

test('without options it is real time on any free port', () => {
  const { clock, ...rest } = readOptions([], now);
  expect(rest).toEqual({ port: 0, seed: 1, settings: {} });
  expect(Math.abs((clock?.now().getTime() ?? 0) - Date.now())).toBeLessThan(50);
});

test('its clock can be moved and run faster', () => {
  const realAt = new Date(Date.now() - 10_000).toISOString();
  const { clock } = readOptions(['--speed', '60', '--virtual-at', '2026-11-02T10:00:00Z', '--real-at', realAt], now);
  expect(clock?.now().toISOString()).toMatch(/^2026-11-02T10:10:0/);
});

test.each([
  [['--port', 'http'], 'port'],
  [['--speed', '0'], 'speed'],
  [['--virtual-at', 'noon'], 'virtual-at'],
  [['--settings', '{'], 'JSON'],
  [['--colour', 'red'], '--colour'],
])('options that do not fit are refused by name: %j', (args, message) => {
  expect(() => readOptions(args, now)).toThrow(message);
});

test('as a process it prints its address, serves, and ends when told to', async () => {
  const child = spawn(process.execPath, [program, '--seed', '7', '--settings', '{"preset":"hostile"}'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
  expect(line).toMatch(/^simulator listening on http:\/\/127\.0\.0\.1:\d+\n$/);
  const [url] = /http\S+/.exec(line) ?? [];
  expect(await (await fetch(`${url}/settings`)).json()).toMatchObject({ preset: 'hostile' });
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

test('as a process it says what is wrong and how it is used', async () => {
  const child = spawn(process.execPath, [program, '--settings', '{"answerRate":2}'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const text = await child.stderr.setEncoding('utf8').toArray();
  expect(text.join('')).toMatch(/answerRate[^]*--speed 60/);
  expect(child.exitCode ?? (await once(child, 'exit'))[0]).toBe(2);
});
