import type { Agent } from '#contract/agents.ts';

/** What is typed into the form of an agent; all of it text, as fields hold it. */
export type TypedAgent = {
  name: string;
  providerAccountId: string;
  providerAgentId: string;
  prompt: string;
  nextAction: string;
  ringSecondsMax: string;
  talkMinutesMax: string;
};

/** The form of a new agent, which speaks through this account. */
export function emptyAgent(providerAccountId: string): TypedAgent {
  return {
    name: '',
    providerAccountId,
    providerAgentId: '',
    prompt: '',
    nextAction: '',
    ringSecondsMax: '45',
    talkMinutesMax: '10',
  };
}

export function formOfAgent(agent: Agent): TypedAgent {
  return {
    name: agent.name,
    providerAccountId: agent.providerAccountId,
    providerAgentId: agent.providerAgentId ?? '',
    prompt: agent.prompt,
    nextAction: agent.nextAction ?? '',
    ringSecondsMax: String(agent.ringSecondsMax),
    talkMinutesMax: String(agent.talkSecondsMax / 60),
  };
}

/** What is sent to make an agent; optional parts that are empty are left out. */
export function newAgentOf(typed: TypedAgent) {
  const { name, providerAccountId, prompt } = typed;
  const [providerAgentId, nextAction] = [typed.providerAgentId.trim(), typed.nextAction.trim()];
  return {
    name,
    prompt,
    ...(providerAccountId === '' ? {} : { providerAccountId }),
    ...(providerAgentId === '' ? {} : { providerAgentId }),
    ...(nextAction === '' ? {} : { nextAction }),
    ...secondsOf(typed),
  };
}

/** What is sent to change an agent: an optional part that is empty is taken away. */
export function agentChangesOf(agent: Agent, typed: TypedAgent) {
  return {
    id: agent.id,
    ifMatch: `"${agent.version}"`,
    name: typed.name,
    prompt: typed.prompt,
    providerAgentId: typed.providerAgentId.trim() || null,
    nextAction: typed.nextAction.trim() || null,
    ...secondsOf(typed),
  };
}

function secondsOf({ ringSecondsMax, talkMinutesMax }: TypedAgent) {
  return { ringSecondsMax: Number(ringSecondsMax), talkSecondsMax: Math.round(Number(talkMinutesMax) * 60) };
}
