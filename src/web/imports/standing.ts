import type { Import, ImportLayout } from '#contract/imports.ts';
import type { Step } from './steps.tsx';

type Standing = Pick<Import, 'status' | 'layout'>;
type Counts = Pick<Import, 'status' | 'ready' | 'imported' | 'updated' | 'problemCounts'>;

/** A column is sure from here on; below `asked`, somebody should look. */
export const sure = 0.9;
export const asked = 0.6;

/** Whether nobody has to look at the columns: all that were given a meaning surely have it, and one is the phone. */
export function isSureOfColumns(layout: ImportLayout | null): boolean {
  const meant = layout?.columns.filter(({ field }) => field !== null) ?? [];
  return meant.some(({ field }) => field === 'phone') && meant.every(({ confidence }) => confidence >= sure);
}

/** Steps that can be gone to now. */
export function reachableSteps({ status }: Standing): Step[] {
  if (status === 'review') return ['columns'];
  if (status === 'checking' || status === 'ready') return ['columns', 'check'];
  return ['done'];
}

/** The step that is shown: the one in the address where it can be, else where somebody is needed. */
export function stepOf(standing: Standing, wanted: string | undefined): Step {
  const reachable = reachableSteps(standing);
  const found = reachable.find((step) => step === wanted);
  if (found !== undefined) return found;
  if (standing.status === 'checking' || standing.status === 'ready')
    return isSureOfColumns(standing.layout) ? 'check' : 'columns';
  return reachable[0] ?? 'done';
}

export type Tile = { key: string; label: string; count: number; codes: string[] };

/** What a check found, as groups that can be looked at; those without rows are left out, but for who is ready. */
export function tilesOf({ status, ready, imported, updated, problemCounts }: Counts): Tile[] {
  const tile = (key: string, label: string, isIn: (code: string, ending: string) => boolean): Tile => {
    const counts = problemCounts.filter(({ code, ending }) => isIn(code, ending));
    return { key, label, count: sum(counts), codes: counts.map(({ code }) => code) };
  };
  const isWritten = status === 'done' || status === 'committing';
  const people = isWritten ? imported + updated : ready;
  const problems = [
    tile('fix', 'Needs fixing', (_, ending) => ending === 'failed'),
    tile('duplicates', 'Duplicates', (code) => code === 'duplicate_in_file'),
    tile('campaign', 'Already in the campaign', (code) => code === 'duplicate_in_campaign'),
    tile('never', 'Never-call', (code) => code === 'suppressed'),
    tile('dropped', 'Taken out', (code) => code === 'dropped'),
  ];
  return [
    { key: 'ready', label: isWritten ? 'Imported' : 'Ready', count: people, codes: [] },
    ...problems.filter(({ count }) => count > 0),
  ];
}

function sum(counts: readonly { count: number }[]): number {
  return counts.reduce((all, { count }) => all + count, 0);
}
