import { expect, it, vi } from 'vitest';
import { destination, invitationIn } from './ways-in.ts';

vi.mock('#web/api.ts', () => ({ api: {}, queryClient: {} }));

it.each([
  ['/queue?campaignId=1', '/queue?campaignId=1'],
  ['//evil.example', '/campaigns'],
  ['/\\evil.example', '/campaigns'],
  ['https://evil.example', '/campaigns'],
  ['/sign-in?to=/queue', '/campaigns'],
  [undefined, '/campaigns'],
])('after signing in with ?to=%s one is at %s', (to, path) => {
  expect(destination(to)).toBe(path);
});

it.each([
  [`#invitation=${'x'.repeat(43)}`, 'x'.repeat(43)],
  [`#${'x'.repeat(43)}`, 'x'.repeat(43)],
  ['#invitation=', null],
  ['', null],
])('of the link %s the secret is %s', (hash, token) => {
  expect(invitationIn(hash)).toBe(token);
});
