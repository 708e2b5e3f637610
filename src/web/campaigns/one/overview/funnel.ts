import type { Analytics } from '#contract/reports.ts';

export type Stage = { key: string; label: string; count: number; ofPrevious: number | null; ofAll: number };

/** How many people came how far, each stage beside its share of the one before; shares are rounded down. */
export function stagesOf({ people, dialled, answered, talked, goalMet }: Analytics['funnel']): Stage[] {
  const counts = [people, dialled, answered, talked, goalMet];
  const names = ['Contacts', 'Dialled', 'Answered', 'Talked ≥ 20 s', 'Goal met'];
  return counts.map((count, place) => {
    const before = counts[place - 1];
    return {
      key: names[place] ?? '',
      label: names[place] ?? '',
      count,
      ofPrevious: before === undefined ? null : share(count, before),
      ofAll: share(count, people),
    };
  });
}

export type Loss = { text: string; disposition: string };

/** What keeps most of those who were called from talking; null while nobody was lost. */
export function biggestLoss(outcomes: Analytics['outcomes']): Loss | null {
  const [worst] = outcomes
    .filter(({ disposition, calls }) => calls > 0 && words[disposition] !== undefined)
    .toSorted((a, b) => b.calls - a.calls);
  if (!worst) return null;
  return { text: `${words[worst.disposition]}, ${worst.calls.toLocaleString()} calls`, disposition: worst.disposition };
}

const words: Partial<Record<string, string>> = {
  voicemail: 'voicemail',
  no_answer: 'nobody picked up',
  busy: 'line busy',
  failed: 'call failed',
};

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.floor((100 * part) / whole);
}
