import { OctagonAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';

export type ShownProblem = { field: string; message: string };

type ErrorSummaryProps = { problems: readonly ShownProblem[]; attempt: number; title?: string };

/** All that is wrong, at the top, each leading to its place; the first place gets the focus when the list appears. */
export function ErrorSummary({ problems, attempt, title = 'It can’t start yet:' }: ErrorSummaryProps) {
  const latest = useRef(problems);
  latest.current = problems;
  useEffect(() => {
    const [first] = latest.current;
    if (attempt > 0 && first) focusOn(first.field);
  }, [attempt]);
  if (problems.length === 0) return null;
  return (
    <div role="alert" className="flex gap-3 rounded-lg border border-red bg-red-fill p-4 text-red">
      <OctagonAlert size={18} className="mt-0.5 shrink-0" aria-hidden />
      <div>
        <p className="font-semibold">{title}</p>
        <ul className="mt-1 list-disc ps-5">
          {problems.map(({ field, message }) => (
            <li key={`${field} ${message}`}>
              <button type="button" className="text-start underline" onClick={() => focusOn(field)}>
                {message}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function focusOn(field: string): void {
  const place = document.getElementById(`setting-${field}`);
  place?.scrollIntoView({ block: 'center' });
  place
    ?.querySelector<HTMLElement>('input:not([tabindex="-1"]), textarea, button, [tabindex="0"]')
    ?.focus({ preventScroll: true });
}
