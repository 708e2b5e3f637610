import { Info } from 'lucide-react';
import type { QueueItem } from '#contract/enrollments.ts';
import { Popover } from '#web/ui/overlays/popover.tsx';

/** A priority; pressing it shows the arithmetic, which answers why somebody is called before others. */
export function Priority({ priority, explain }: Pick<QueueItem, 'priority' | 'explain'>) {
  return (
    <Popover
      title="Why this priority"
      align="end"
      trigger={
        <button
          type="button"
          aria-label={`Priority ${priority}: show the arithmetic`}
          className="figures inline-flex min-h-6 items-center gap-1.5 rounded hover:text-accent"
        >
          {priority}
          <Info size={14} className="text-text-3" aria-hidden />
        </button>
      }
    >
      {explain.terms.length === 0 ? (
        <p className="text-text-2">{explain.text}.</p>
      ) : (
        <table className="figures w-full">
          <tbody>
            {explain.terms.map(({ label, count, points }) => (
              <tr key={label}>
                <th scope="row" className="py-0.5 text-start font-normal text-text-2">
                  {label}
                  {count > 1 ? ` × ${count}` : ''}
                </th>
                <td className="text-end">{points > 0 ? `+${points}` : `−${Math.abs(points)}`}</td>
              </tr>
            ))}
            <tr className="font-semibold">
              <th scope="row" className="border-t border-line pt-1.5 text-start">
                Priority
              </th>
              <td className="border-t border-line pt-1.5 text-end">{explain.sum}</td>
            </tr>
          </tbody>
        </table>
      )}
      <p className="mt-2 text-sm text-text-3">Higher goes first; of equals, who came first.</p>
    </Popover>
  );
}
