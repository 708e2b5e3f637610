import { describe, expect, it } from 'vitest';
import { limitOf, previewSystem, previewWorkspace, sharesOf } from './limit-words.ts';

const system = { limit: 10, active: 8 };
const workspace = { limit: 2, active: 2, waiting: 30 };

describe('before a limit is set', () => {
  it.each([
    ['5', workspace, 'At once: up to 2 more calls; the system then has 10 of 10.'],
    ['3', workspace, 'At once: up to 1 more call; the system then has 9 of 10.'],
    ['2', workspace, 'Nothing changes just now.'],
    ['1', workspace, 'The 2 calls in progress finish. The next one starts when fewer than 1 are left.'],
    ['0', workspace, 'No new call is placed. The 2 calls in progress finish.'],
    ['0', { ...workspace, active: 0 }, 'No new call is placed.'],
    ['5', { ...workspace, waiting: 0 }, 'Nobody waits there just now: nothing changes until somebody does.'],
  ])('to %s it says what that does', (text, use, says) => {
    expect(previewWorkspace(text, use, system)).toBe(says);
  });

  it('it says when the system has no room for it', () => {
    expect(previewWorkspace('5', workspace, { limit: 8, active: 8 })).toContain('The system’s limit binds');
  });

  it('of the system it says how many places are free then', () => {
    expect(previewSystem('9', system)).toBe('1 place is free then, for whichever workspace waits longest.');
    expect(previewSystem('4', system)).toContain('The 8 calls in progress finish.');
  });
});

it.each([
  ['5', 5],
  ['0', 0],
  ['-1', null],
  ['1.5', null],
  ['', null],
  ['100001', null],
  [' 7 ', 7],
])('the text “%s” is the limit %s', (text, limit) => {
  expect(limitOf(text)).toBe(limit);
});

it('shares are of the grants that are shown', () => {
  const grants = ['a', 'a', 'b'].map((workspaceId) => ({ workspaceId }));
  expect([...sharesOf(grants)]).toEqual([
    ['a', 66],
    ['b', 33],
  ]);
  expect([...sharesOf([])]).toEqual([]);
});
