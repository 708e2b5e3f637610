/** What a person's place in the queue is made of. */
export type PrioritySource = {
  name: string | null;
  email: string | null;
  company: string | null;
  successfulCalls: number;
  notConnected: number;
  /** What was given for this person in the file or by the API; counts fully, also below zero. */
  explicit: number;
};

/** The points behind a priority, one by one, as they are shown to whoever asks why. */
export type PriorityParts = {
  name: number;
  email: number;
  company: number;
  successfulCalls: number;
  notConnected: number;
  explicit: number;
  priority: number;
};

/** The points of a person and their sum; what is earned never sums to less than 0 before `explicit` (spec section 7). */
export function explainPriority(person: PrioritySource): PriorityParts {
  const earned = {
    name: isGiven(person.name) ? 100 : 0,
    email: isGiven(person.email) ? 10 : 0,
    company: isGiven(person.company) ? 10 : 0,
    successfulCalls: Math.min(20, 5 * person.successfulCalls),
    notConnected: person.notConnected === 0 ? 0 : -10 * person.notConnected,
  };
  const sum = earned.name + earned.email + earned.company + earned.successfulCalls + earned.notConnected;
  return { ...earned, explicit: person.explicit, priority: Math.max(0, sum) + person.explicit };
}

/** A person's priority; higher is called first. */
export function priorityOf(person: PrioritySource): number {
  return explainPriority(person).priority;
}

function isGiven(text: string | null): boolean {
  return text !== null && text.trim() !== '';
}
