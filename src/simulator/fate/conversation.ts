/** What was said in a call: short, made up, the same for the same words. */
export type Conversation = {
  summary: string;
  transcript: string;
  extracted: Record<string, string | boolean>;
};

export type Talk = {
  words: number;
  goalMet: boolean;
  talkSeconds: number;
  name: string | null;
  /** The person asks not to be called again. */
  isLastCall: boolean;
};

const interests = ['a demo', 'the renewal', 'an appointment', 'the new plan', 'a call with a colleague'] as const;
const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'] as const;
const hours = ['9:30', '10:00', '11:15', '14:00', '15:45', '16:30'] as const;
type Refusal = { reason: string; sentence: string };
const refusals: readonly [Refusal, ...Refusal[]] = [
  { reason: 'is not interested at the moment', sentence: 'Thanks, but I am not interested at the moment.' },
  { reason: 'already has a provider', sentence: 'We already have somebody for that.' },
  { reason: 'asked to be called another time', sentence: 'I am in a meeting, try me some other time.' },
  { reason: 'wants it in writing first', sentence: 'Could you send me that in writing first?' },
];

/** A conversation in which somebody picked up. */
export function converse(talk: Talk): Conversation {
  if (talk.isLastCall) return optedOut(talk);
  if (talk.talkSeconds < 8) return hungUp(talk);
  return talk.goalMet ? agreed(talk) : declined(talk);
}

/** What is left of a call that a machine answered. */
export function leftMessage(): Pick<Conversation, 'summary'> {
  return { summary: 'Reached the voicemail and left a short message.' };
}

function hungUp({ name }: Talk): Conversation {
  return {
    summary: `${name ?? 'The person'} hung up after the greeting.`,
    transcript: `Agent: ${greeting(name)}\nPerson: No, thank you.`,
    extracted: { interested: false },
  };
}

function optedOut({ name }: Talk): Conversation {
  return {
    summary: `${name ?? 'The person'} asked not to be called again.`,
    transcript: [
      `Agent: ${greeting(name)}`,
      'Person: Please take me off your list and do not call me again.',
      'Agent: I will see to it. I am sorry to have disturbed you.',
    ].join('\n'),
    extracted: { interested: false, do_not_call: true },
  };
}

function agreed({ words, name }: Talk): Conversation {
  const interest = pick(interests, words);
  const day = pick(days, words >>> 4);
  const hour = pick(hours, words >>> 8);
  return {
    summary: `${name ?? 'The person'} is interested in ${interest} and agreed to ${day} at ${hour}.`,
    transcript: [
      `Agent: ${greeting(name)}`,
      'Person: Yes, go ahead.',
      `Agent: I am calling about ${interest}. Would ${day} at ${hour} suit you?`,
      `Person: ${day} at ${hour} works for me.`,
      'Agent: Wonderful, you are booked. Goodbye!',
    ].join('\n'),
    extracted: { interested: true, topic: interest, day, time: hour },
  };
}

function declined({ words, name }: Talk): Conversation {
  const { reason, sentence } = pick(refusals, words);
  return {
    summary: `${name ?? 'The person'} answered and ${reason}.`,
    transcript: [
      `Agent: ${greeting(name)}`,
      'Person: What is it about?',
      `Agent: It is about ${pick(interests, words >>> 4)}.`,
      `Person: ${sentence}`,
      'Agent: I understand, thank you for your time.',
    ].join('\n'),
    extracted: { interested: false, reason },
  };
}

function greeting(name: string | null): string {
  return name === null ? 'Hello, do you have a minute?' : `Hello, am I speaking with ${name}?`;
}

function pick<T>(choices: readonly [T, ...T[]], words: number): T {
  return choices[words % choices.length] ?? choices[0];
}
