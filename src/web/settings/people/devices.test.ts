import { expect, it } from 'vitest';
import { describeDevice } from './devices.ts';

it.each([
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox on Windows'],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0', 'Edge on Linux'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1', 'Safari on iOS'],
  ['curl/8.0', 'curl/8.0'],
  [null, 'Unknown browser'],
])('%s is %s', (userAgent, text) => {
  expect(describeDevice(userAgent)).toBe(text);
});
