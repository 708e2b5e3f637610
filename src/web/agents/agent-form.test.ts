import { expect, it } from 'vitest';
import { agentChangesOf, emptyAgent, formOfAgent, newAgentOf } from './agent-form.ts';

const agent = {
  id: '1',
  version: 4,
  name: 'Ada',
  providerAccountId: 'a',
  providerAgentId: 'remote',
  prompt: 'Hello',
  nextAction: null,
  ringSecondsMax: 30,
  talkSecondsMax: 90,
} as Parameters<typeof formOfAgent>[0];

it('a new agent leaves out what was not filled in', () => {
  expect(newAgentOf({ ...emptyAgent('a'), name: 'Ada' })).toEqual({
    name: 'Ada',
    prompt: '',
    providerAccountId: 'a',
    ringSecondsMax: 45,
    talkSecondsMax: 600,
  });
});

it('an agent that is opened and saved stays as it was', () => {
  const { id, version: _, providerAccountId: __, ...same } = agent;
  expect(agentChangesOf(agent, formOfAgent(agent))).toEqual({ id, ifMatch: '"4"', ...same });
});

it('what is emptied is taken away', () => {
  expect(agentChangesOf(agent, { ...formOfAgent(agent), providerAgentId: ' ' }).providerAgentId).toBeNull();
});
