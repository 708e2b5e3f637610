import { describe, expect, test } from 'vitest';
import { Output } from './output.ts';
import type { Stream } from './output.ts';

type Told = Stream & { text: string };

function stream(settings: Partial<Stream> = {}): Told {
  const told: Told = { text: '', write: (text) => (told.text += text), ...settings };
  return told;
}

function terminal(settings: Partial<Stream> = {}, { isDumb = false } = {}) {
  const [out, err] = [stream(settings), stream(settings)];
  return { out, err, output: new Output({ out, err }, { isDumb }) };
}

const person = { isTTY: true, columns: 20, hasColors: () => false };
const columns = [
  { title: 'NAME', value: ({ name }: { name: string; calls: number }) => name },
  { title: 'CALLS', value: ({ calls }: { name: string; calls: number }) => String(calls), align: 'right' as const },
];
const rows = [
  { name: 'Autumn', calls: 7 },
  { name: 'Spring\trenewals', calls: 12 },
];

describe('tables', () => {
  test('a person sees aligned columns, cut to the width of the terminal', () => {
    const { out, output } = terminal(person);
    output.table(columns, [rows[0] ?? { name: '', calls: 0 }, { name: 'A name that is too long', calls: 1 }]);
    expect(out.text.split('\n')).toEqual(['NAME               …', 'Autumn             …', 'A name that is too …', '']);
  });

  test('a program gets one tab between values and one line a row, whatever the values hold', () => {
    const { out, output } = terminal();
    output.table(columns, rows);
    expect(out.text).toBe('NAME\tCALLS\nAutumn\t7\nSpring renewals\t12\n');
  });

  test('colours are for terminals that have them', () => {
    const plain = terminal({ isTTY: true, hasColors: () => false });
    const coloured = terminal({ isTTY: true, hasColors: () => true });
    const piped = terminal({ hasColors: () => true });
    for (const { output } of [plain, coloured, piped]) output.table(columns, rows);
    const escape = '\u001B[';
    expect([plain, coloured, piped].map(({ out }) => out.text.includes(escape))).toEqual([false, true, false]);
  });
});

describe('progress', () => {
  test('on a terminal it stays on one line, which a message ends', () => {
    const { err, output } = terminal(person);
    output.progress('1 of 2', 'a');
    output.progress('2 of 2 and much more to say', 'a');
    output.say('done');
    expect(err.text).toBe('\r\u001B[2K1 of 2\r\u001B[2K2 of 2 and much mo…\ndone\n');
  });

  test.each([
    ['a pipe', terminal()],
    ['a dumb terminal', terminal(person, { isDumb: true })],
  ])('in %s it is one line a milestone', (_where, { err, output }) => {
    for (const [text, milestone] of [
      ['1 of 4', 'a'],
      ['2 of 4', 'a'],
      ['3 of 4', 'b'],
    ] as const) {
      output.progress(text, milestone);
    }
    expect(err.text).toBe('1 of 4\n3 of 4\n');
  });
});

test('data go to stdout and messages to stderr', () => {
  const { out, err, output } = terminal();
  output.say('Importing …');
  output.json({ imported: 20 });
  expect([out.text, err.text]).toEqual(['{"imported":20}\n', 'Importing …\n']);
});
