import { expect, test } from 'vitest';
import { lastWordsOf } from './server-process.ts';

test.each<[what: string, said: string, words: string]>([
  ['a sentence', 'Port 5173 is in use.\n', 'Port 5173 is in use.'],
  ['the same twice', 'Port 5173 is in use.\nPort 5173 is in use.\n', 'Port 5173 is in use.'],
  [
    'an error with its stack',
    'file:///x/main.ts:7\n  throw new Error();\n        ^\n\nError: It broke\n    at main (file:///x/main.ts:7:9)\n\nNode.js v26.10.0\n',
    '  throw new Error();\nError: It broke',
  ],
  [
    'a log line with its error',
    '{"level":60,"msg":"the database is gone","err":{"message":"no connection","stack":"Error: …"}}\n',
    'the database is gone: no connection',
  ],
  [
    'warnings of the runtime',
    '(node:7) ExperimentalWarning: new\n(Use `node --trace-warnings ...` to see)\nReady.\n',
    'Ready.',
  ],
  ['nothing', '', ''],
])('of %s, what it says is kept', (_what, said, words) => {
  expect(lastWordsOf(said)).toBe(words);
});
