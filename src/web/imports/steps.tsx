import { Link } from '@tanstack/react-router';
import { Check } from 'lucide-react';

export type Step = 'file' | 'columns' | 'check' | 'done';

const names: readonly { key: Step; label: string }[] = [
  { key: 'file', label: 'File' },
  { key: 'columns', label: 'Columns' },
  { key: 'check', label: 'Check' },
  { key: 'done', label: 'Done' },
];

type StepsProps = { current: Step; importId?: string; reachable?: readonly Step[] };

/** Where an import is, of its four steps; those that can be gone back to are links. */
export function Steps({ current, importId, reachable = [] }: StepsProps) {
  const place = names.findIndex(({ key }) => key === current);
  return (
    <nav aria-label="Steps of the import" className="border-b border-line">
      <ol className="-mb-px flex gap-1 overflow-x-auto [scrollbar-width:none] md:gap-4">
        {names.map(({ key, label }, index) => {
          const look = `flex h-10 items-center gap-2 border-b-2 px-2 font-semibold whitespace-nowrap ${index === place ? 'border-accent text-text' : 'border-transparent text-text-2'}`;
          const inside = (
            <>
              <span
                className={`figures grid size-5 shrink-0 place-items-center rounded-full text-xs ${index === place ? 'bg-accent text-on-accent' : index < place ? 'bg-green-fill text-green' : 'bg-sunken text-text-2'}`}
              >
                {index < place ? <Check size={12} aria-hidden /> : index + 1}
              </span>
              {label}
            </>
          );
          return (
            <li key={key}>
              {importId !== undefined && index !== place && reachable.includes(key) ? (
                <Link
                  to="/imports/$importId"
                  params={{ importId }}
                  search={(before) => ({ ...before, step: key })}
                  className={`${look} -outline-offset-2 hover:text-text`}
                >
                  {inside}
                </Link>
              ) : (
                <span aria-current={index === place ? 'step' : undefined} className={look}>
                  {inside}
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
