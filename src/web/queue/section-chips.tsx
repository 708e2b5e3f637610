import { count } from '#web/format/number.ts';
import { useFilters } from '#web/shell/use-filters.ts';
import { Chips } from '#web/ui/controls/chips.tsx';
import type { QueueSection } from './queries.ts';

export type SectionCounts = Record<QueueSection, number>;

const sections = ['queued', 'waiting', 'pending'] as const;
const words: Record<QueueSection, string> = { queued: 'Ready', waiting: 'Due later', pending: 'Not started' };

/** Which part of the queue is asked for by the address of the page. */
export function useSection(): QueueSection | undefined {
  const [{ waits }] = useFilters();
  return sections.find((section) => section === waits);
}

/** Narrows the queue to those ready, due later, or of campaigns that have not started. */
export function SectionChips({ counts }: { counts: SectionCounts | undefined }) {
  const section = useSection();
  const [, change] = useFilters();
  return (
    <Chips
      label="Who waits"
      value={section ?? null}
      onChange={(next) => change({ waits: next ?? undefined })}
      chips={sections.map((value) => ({
        value,
        label: words[value],
        ...(counts ? { count: count(counts[value]) } : {}),
      }))}
    />
  );
}
