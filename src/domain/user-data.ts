/** What an agent may be told about the person it calls. */
export type ToldPerson = {
  name: string | null;
  email: string | null;
  company: string | null;
  lastConversationAt: Date | null;
  lastSummary: string | null;
  custom: Record<string, unknown>;
};

/**
 * What the agent is told: one line about the person, what to do next, and every custom field under its own name; what
 * is missing is left out. The date of the last conversation is UTC's (spec section 2).
 */
export function userDataOf(person: ToldPerson | null, nextAction: string | null): Record<string, unknown> {
  const summary = person ? summaryOf(person) : '';
  return {
    ...person?.custom,
    ...(summary ? { summary } : {}),
    ...(nextAction ? { next_action: nextAction } : {}),
  };
}

function summaryOf(person: ToldPerson): string {
  const parts: [string, string | null | undefined][] = [
    ['name', person.name],
    ['email', person.email],
    ['company', person.company],
    ['last_conversation', person.lastConversationAt?.toISOString().slice(0, 10)],
    ['transcript_summary', person.lastSummary],
  ];
  return parts.flatMap(([label, value]) => (value ? [`${label}: ${value}`] : [])).join(', ');
}
