import { Download, Table as TableIcon } from 'lucide-react';
import { useId, useState } from 'react';
import type { ReactNode } from 'react';
import { saveTable } from '#web/campaigns/one/export.ts';
import { IconButton } from '#web/ui/controls/button.tsx';

export type Table = { header: readonly string[]; rows: readonly (readonly (string | number)[])[] };

type ChartCardProps = {
  /** What it is about, such as "Outcomes". */
  name: string;
  /** What is to be seen, in a sentence. */
  finding: string;
  /** How many things it is made of, and on whose clock. */
  basis: string;
  table: Table;
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
};

/** A chart under the sentence that it shows, with the same numbers as a table and as a file. */
export function ChartCard({ name, finding, basis, table, aside, className = '', children }: ChartCardProps) {
  const [isTable, setTable] = useState(false);
  const id = useId();
  return (
    <section aria-labelledby={id} className={`flex flex-col rounded-lg border border-line bg-surface p-4 ${className}`}>
      <header className="mb-4 flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <p className="text-sm text-text-2">{name}</p>
          <h2 id={id} className="text-lg leading-6 font-semibold text-balance">
            {finding.replaceAll(' %', '\u00a0%')}
          </h2>
          <p className="figures mt-1 text-sm text-text-3">{basis}</p>
        </div>
        <div className="flex shrink-0 items-center gap-1">
          <IconButton
            label={isTable ? `${name} as a chart` : `${name} as a table`}
            aria-pressed={isTable}
            icon={<TableIcon size={16} aria-hidden />}
            onClick={() => setTable(!isTable)}
          />
          <IconButton
            label={`Download ${name} as CSV`}
            icon={<Download size={16} aria-hidden />}
            onClick={() => saveTable(name.toLowerCase().replaceAll(' ', '-'), [table.header, ...table.rows])}
          />
        </div>
      </header>
      {aside === undefined || isTable ? null : <div className="mb-3">{aside}</div>}
      {isTable ? <TableTwin name={name} table={table} /> : children}
    </section>
  );
}

function TableTwin({ name, table: { header, rows } }: { name: string; table: Table }) {
  return (
    <div
      className="max-h-80 overflow-auto rounded-md border border-line"
      tabIndex={0}
      role="region"
      aria-label={`${name}, as a table`}
    >
      <table className="figures w-full text-sm">
        <thead className="sticky top-0 bg-surface text-text-2">
          <tr>
            {header.map((text, column) => (
              <th
                key={text}
                scope="col"
                className={`border-b border-line px-3 py-2 font-semibold whitespace-nowrap ${column === 0 ? 'text-start' : 'text-end'}`}
              >
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.slice(0, 2).join(' ')}>
              {row.map((value, column) => (
                <td
                  key={column}
                  className={`border-b border-line px-3 py-1.5 whitespace-nowrap ${column === 0 ? 'text-start' : 'text-end'}`}
                >
                  {typeof value === 'number' ? value.toLocaleString() : value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
