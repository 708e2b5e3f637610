import type { Call } from '#contract/calls.ts';
import { useFilters } from '#web/shell/use-filters.ts';
import { Chips } from '#web/ui/controls/chips.tsx';
import type { Chip } from '#web/ui/controls/chips.tsx';
import { SearchInput } from '#web/ui/controls/search-input.tsx';
import { OutcomeMark } from './disposition.tsx';
import { outcomeOf } from './outcome.ts';
import type { CallQuery } from './queries.ts';

type Ending = NonNullable<Call['disposition']>;
const endings = ['answered', 'voicemail', 'no_answer', 'busy', 'failed', 'cancelled', 'not_placed'] as const;
const isEnding = (text: string | undefined): text is Ending => endings.some((each) => each === text);

const chips: Chip<Ending | 'active'>[] = [
  { value: 'active', label: 'Now', mark: <OutcomeMark kind="active" size={12} /> },
  ...endings.map((disposition) => {
    const { kind, words } = outcomeOf({ disposition });
    return { value: disposition, label: words, mark: <OutcomeMark kind={kind} size={12} /> };
  }),
];

/** Which calls are asked for by the address of the page. */
export function useCallQuery(): CallQuery & { isNarrowed: boolean } {
  const [{ outcome, q }] = useFilters();
  return {
    ...(outcome === 'active' ? { status: 'active' as const } : {}),
    ...(isEnding(outcome) ? { disposition: outcome } : {}),
    ...(q === undefined ? {} : { q }),
    isNarrowed: outcome !== undefined || q !== undefined,
  };
}

/** Search by name or number, and by how the call ended. */
export function CallFilters() {
  const [{ outcome, q = '' }, change] = useFilters();
  const value = outcome === 'active' || isEnding(outcome) ? outcome : null;
  return (
    <>
      <SearchInput
        label="Search calls by name or number"
        placeholder="Name or number"
        value={q}
        onSearch={(text) => change({ q: text === '' ? undefined : text })}
      />
      <Chips label="Outcome" chips={chips} value={value} onChange={(next) => change({ outcome: next ?? undefined })} />
    </>
  );
}
