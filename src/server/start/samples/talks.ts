import type { PastCall, PastTalk } from '#server/dialer/ledger/history.ts';

const answers = ['The workshops', 'The people I met', 'The talk about scheduling', 'The food, honestly'];
const wishes = ['more time for questions', 'a quieter room', 'the slides in advance', 'nothing at all'];

/** What was said in a call of the survey; null where nobody picked up. */
export function talkOf({ disposition, goalMet, talkSeconds, person }: PastCall, name: string | null): PastTalk | null {
  if (disposition === 'voicemail')
    return {
      summary: 'Reached the voicemail and left a short message.',
      transcript: 'Agent: Hello, this is about your visit.',
    };
  if (disposition !== 'answered') return null;
  const who = name ?? 'The person';
  const greeting = `Agent: Hi${name === null ? '' : ` ${name.split(' ')[0]}`}, thank you for coming to our event. May I ask two questions?`;
  if ((talkSeconds ?? 0) < 10)
    return { summary: `${who} hung up after the greeting.`, transcript: `${greeting}\nPerson: No, thank you.` };
  if (goalMet !== true)
    return {
      summary: `${who} had no time for the survey.`,
      transcript: `${greeting}\nPerson: Not now, sorry.\nAgent: Of course. Goodbye.`,
    };
  const [liked, wish] = [answers[person % answers.length] ?? '', wishes[person % wishes.length] ?? ''];
  return {
    summary: `${who} took the survey: liked ${liked.toLowerCase()}, wishes for ${wish}.`,
    transcript: [
      greeting,
      'Person: Sure, go ahead.',
      'Agent: What did you like best?',
      `Person: ${liked}.`,
      'Agent: And what should we do better?',
      `Person: I would wish for ${wish}.`,
      'Agent: Thank you, that helps. Have a good day.',
    ].join('\n'),
  };
}
