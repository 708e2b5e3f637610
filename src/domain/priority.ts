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

/** One line of a priority's arithmetic: what counts, how often it counts, and the points it gives or takes. */
export type PriorityTerm = { label: string; count: number; points: number };

/** A priority as it is read out: the terms that are not nothing, their sum, and the whole in one line. */
export type PriorityArithmetic = { terms: PriorityTerm[]; sum: number; text: string };

/**
 * The arithmetic behind a priority: the points of the terms sum to it exactly. What is earned stops at 0 by a term of
 * its own, and what the person is given beyond what is earned is the last term.
 */
export function priorityArithmetic(person: PrioritySource): PriorityArithmetic {
  const parts = explainPriority(person);
  const earned = parts.name + parts.email + parts.company + parts.successfulCalls + parts.notConnected;
  const terms: PriorityTerm[] = [
    { label: 'name known', count: 1, points: parts.name },
    { label: 'email known', count: 1, points: parts.email },
    { label: 'company known', count: 1, points: parts.company },
    { label: 'successful calls', count: person.successfulCalls, points: parts.successfulCalls },
    { label: 'calls not connected', count: person.notConnected, points: parts.notConnected },
    { label: 'never below 0', count: 1, points: Math.max(0, -earned) },
    { label: 'given', count: 1, points: parts.explicit },
  ].filter(({ points }) => points !== 0);
  return { terms, sum: parts.priority, text: textOf(terms, parts.priority) };
}

/** The arithmetic of a priority that was fixed earlier: what differs from today's points was given, or true back then. */
export function arithmeticOfStored(priority: number, person: Omit<PrioritySource, 'explicit'>): PriorityArithmetic {
  return priorityArithmetic({ ...person, explicit: priority - priorityOf({ ...person, explicit: 0 }) });
}

function textOf(terms: PriorityTerm[], sum: number): string {
  if (terms.length === 0) return '0: nothing is known that counts';
  const written = terms.map(({ label, count, points }, index) => {
    const sign = points < 0 ? '− ' : index === 0 ? '' : '+ ';
    return `${sign}${Math.abs(points)} (${count === 1 ? label : `${count} ${label}`})`;
  });
  return `${written.join(' ')} = ${sum < 0 ? '−' : ''}${Math.abs(sum)}`;
}

/** A person's priority; higher is called first. */
export function priorityOf(person: PrioritySource): number {
  return explainPriority(person).priority;
}

function isGiven(text: string | null): boolean {
  return text !== null && text.trim() !== '';
}
