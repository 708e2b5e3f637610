import type { AuditEntry } from '#contract/audit.ts';
import { Time } from '#web/format/time-of.tsx';
import { actionWords, changeLines } from './audit-words.ts';

/** What was done, by whom and when, with what it changed. */
export function AuditEntries({ entries }: { entries: readonly AuditEntry[] }) {
  return (
    <ol>
      {entries.map((entry) => {
        const lines = changeLines(entry.before, entry.after);
        return (
          <li
            key={entry.id}
            className="grid gap-x-6 border-t border-line py-2.5 first:border-t-0 md:grid-cols-[minmax(0,1fr)_14rem]"
          >
            <div className="min-w-0">
              <p>
                <span className="font-semibold">{entry.actor.name}</span>{' '}
                <span className={entry.action === 'denied' ? 'text-red' : ''}>
                  {lowered(actionWords(entry.action))}
                </span>
              </p>
              {lines.slice(0, 4).map((line) => (
                <p key={line} className="truncate text-sm text-text-2" title={line}>
                  {line}
                </p>
              ))}
            </div>
            <p className="text-sm text-text-3 md:text-end">
              <Time at={entry.at} />
              {entry.ip === null ? null : <span className="font-mono text-xs md:block"> {entry.ip}</span>}
            </p>
          </li>
        );
      })}
    </ol>
  );
}

function lowered(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
