import { wordsFor } from './row-problem.ts';

export type Endings = { ready: number; imported: number; updated: number; skipped: number; failed: number };
export type ProblemCount = { ending: 'skipped' | 'failed'; code: string; count: number };

/** What became of a file in one line: "Imported 95, skipped 3 (duplicates), failed 2 (invalid phone)". */
export function importSummary(endings: Endings, problems: readonly ProblemCount[]): string {
  const parts = [
    endings.ready > 0 ? `Ready ${told(endings.ready)}` : `Imported ${told(endings.imported)}`,
    endings.updated > 0 ? `updated ${told(endings.updated)}` : '',
    part('skipped', endings.skipped, problems),
    part('failed', endings.failed, problems),
  ];
  return parts.filter((text) => text !== '').join(', ');
}

function part(ending: 'skipped' | 'failed', count: number, problems: readonly ProblemCount[]): string {
  if (count === 0) return '';
  const byWords = new Map<string, number>();
  for (const problem of problems) {
    if (problem.ending !== ending) continue;
    const words = wordsFor(problem.code, problem.count);
    byWords.set(words, (byWords.get(words) ?? 0) + problem.count);
  }
  const reasons = [...byWords].toSorted(([a, n], [b, m]) => m - n || a.localeCompare(b));
  const why = reasons.map(([words, n]) => (reasons.length === 1 ? words : `${told(n)} ${words}`)).join(', ');
  return `${ending} ${told(count)}${why === '' ? '' : ` (${why})`}`;
}

function told(count: number): string {
  return count.toLocaleString('en');
}
