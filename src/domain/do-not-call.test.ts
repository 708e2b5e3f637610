import { expect, test } from 'vitest';
import { asksNotToBeCalled } from './do-not-call.ts';

test.each([
  [undefined, false],
  [{}, false],
  [{ interested: false }, false],
  [{ do_not_call: true }, true],
  [{ doNotCall: ' Yes ' }, true],
  [{ opt_out: '1' }, true],
  [{ do_not_call: false }, false],
  [{ do_not_call: 'no' }, false],
  [{ optOut: 'true', do_not_call: false }, true],
])('%o asks not to be called: %s', (extracted, asks) => {
  expect(asksNotToBeCalled(extracted)).toBe(asks);
});
