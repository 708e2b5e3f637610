import type { Import } from '#contract/imports.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { Select } from '#web/ui/controls/select.tsx';
import type { Option } from '#web/ui/controls/select/option.ts';
import { count, percent } from '#web/format/number.ts';
import { ReadingCard } from '../reading-card.tsx';
import { isSureOfColumns } from '../standing.ts';
import { useChange, useCommit, useGoToStep } from '../use-change.ts';
import { Confidence } from './confidence.tsx';
import { CountryLine } from './country-line.tsx';
import { fieldNames, holderOf, isField, keep, mappingAfter } from './fields.ts';
import type { Choice, Column } from './fields.ts';

/** What each column of the file is for: what was found, and what somebody chooses instead. */
export function ColumnsStep({ made }: { made: Import }) {
  const change = useChange(made.id);
  const commit = useCommit(made.id);
  const goTo = useGoToStep(made.id);
  const columns = made.layout?.columns ?? [];
  const phone = columns.find(({ field }) => field === 'phone');
  const isBusy = change.isPending || made.status === 'checking';
  const proceed = () => {
    if (made.status !== 'review') void goTo('check');
    else if (made.problemCode === null && phone)
      change.mutate({ mapping: mappingAfter(columns, phone, 'phone') }, { onSuccess: () => void goTo('check') });
    else commit.mutate(undefined);
  };
  return (
    <>
      <Finding made={made} />
      {made.status === 'checking' ? <ReadingCard made={made} /> : null}
      <CountryLine made={made} isBusy={isBusy} onChange={(country) => change.mutate({ country })} />
      <Sheets made={made} isBusy={isBusy} onChange={(sheet) => change.mutate({ sheet })} />
      <ColumnsTable
        columns={columns}
        isBusy={isBusy}
        onChoose={(column, choice) => change.mutate({ mapping: mappingAfter(columns, column, choice) })}
      />
      <p className="text-sm text-text-3">{makeOf(made)}</p>
      <footer className="flex flex-wrap items-center justify-end gap-3">
        {phone ? null : <p className="text-text-2">Choose the column with the phone numbers to go on.</p>}
        <Button look="primary" onClick={proceed} disabled={!phone} isBusy={change.isPending || commit.isPending}>
          {made.status === 'review' && made.problemCode !== null && phone ? 'Import the sound rows' : 'Check the rows'}
        </Button>
      </footer>
    </>
  );
}

/** What somebody should know before reading the table. */
function Finding({ made }: { made: Import }) {
  const words = findingOf(made);
  if (words === null) return null;
  const isWarning = made.status === 'review';
  return (
    <p
      role={isWarning ? 'alert' : undefined}
      className={`rounded-lg p-4 ${isWarning ? 'bg-yellow-fill text-yellow' : 'bg-blue-fill text-blue'}`}
    >
      {words}
    </p>
  );
}

function findingOf({ status, problem, problemCode, mappingFrom, layout }: Import): string | null {
  if (problemCode === 'no_phone_column') return `No column looks like phone numbers. Which one is it? ${problem ?? ''}`;
  if (problem !== null) return problem;
  if (status === 'review')
    return 'Which column holds the phone numbers is not sure. Choose it, or go on if it is right.';
  if (mappingFrom !== null)
    return `Same layout as ${mappingFrom}: its columns were used again. Change any that are wrong.`;
  return isSureOfColumns(layout) ? null : 'Some columns are not sure. Look at those marked “please confirm”.';
}

type SheetsProps = { made: Import; isBusy: boolean; onChange: (sheet: string) => void };

function Sheets({ made: { layout }, isBusy, onChange }: SheetsProps) {
  if (!layout || layout.sheet === null || layout.sheets.length < 2) return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <span>The workbook has {layout.sheets.length} sheets. Read</span>
      <Select
        label="Sheet"
        value={layout.sheet}
        onChange={onChange}
        isDisabled={isBusy}
        options={layout.sheets.map((sheet) => ({ value: sheet, label: sheet }))}
        className="max-w-60"
      />
    </div>
  );
}

type TableProps = { columns: readonly Column[]; isBusy: boolean; onChoose: (column: Column, choice: Choice) => void };

function ColumnsTable({ columns, isBusy, onChoose }: TableProps) {
  const head = 'border-b border-line px-3 py-2 text-start text-sm font-semibold text-text-2';
  return (
    <div className="overflow-x-auto rounded-lg border border-line bg-surface">
      <table aria-label="Columns of the file" className="w-full max-md:table-fixed">
        <thead>
          <tr>
            <th scope="col" className={head}>
              Your column
            </th>
            <th scope="col" className={`${head} max-md:hidden`}>
              Samples
            </th>
            <th scope="col" className={`${head} max-md:hidden`}>
              Filled
            </th>
            <th scope="col" className={head}>
              Field
            </th>
            <th scope="col" className={`${head} max-md:hidden`}>
              Confidence
            </th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column) => (
            <ColumnRow key={column.name} column={column} columns={columns} isBusy={isBusy} onChoose={onChoose} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ColumnRow({ column, columns, isBusy, onChoose }: TableProps & { column: Column }) {
  const samples = column.samples.slice(0, 3).join(', ');
  const options: Option<Choice>[] = [
    ...Object.entries(fieldNames).map(([value, label]) => {
      const choice: Choice = isField(value) ? value : keep;
      const holder = holderOf(columns, column, choice);
      return {
        value: choice,
        label: value === 'phone' ? `${label} · required` : label,
        ...(holder ? { hint: `now from “${holder.name}”` } : {}),
      };
    }),
    { value: keep, label: `Keep as “${column.name}”` },
  ];
  const cell = 'border-b border-line px-3 py-2 align-top';
  return (
    <tr className="*:last:border-b-line">
      <th scope="row" className={`${cell} max-w-64 text-start font-semibold break-words`}>
        {column.name}
        <span className="block text-sm font-normal break-all text-text-3 md:hidden">{samples}</span>
        <span className="block text-sm font-normal md:hidden">
          <Confidence value={column.confidence} isMeant={column.field !== null} />
        </span>
      </th>
      <td className={`${cell} max-w-80 truncate text-text-2 max-md:hidden`}>{samples === '' ? '—' : samples}</td>
      <td className={`${cell} figures text-text-2 max-md:hidden`}>{percent(column.filled, 1)} %</td>
      <td className={`${cell} w-60 max-md:w-44`}>
        <Select<Choice>
          label={`What “${column.name}” is`}
          value={column.field ?? keep}
          onChange={(choice) => onChoose(column, choice)}
          options={options}
          isDisabled={isBusy}
        />
      </td>
      <td className={`${cell} pt-4 text-sm max-md:hidden`}>
        <Confidence value={column.confidence} isMeant={column.field !== null} />
      </td>
    </tr>
  );
}

const delimiters: Record<string, string> = {
  ',': 'comma',
  ';': 'semicolon',
  '\t': 'tab',
  '|': 'bar',
  '^': 'caret',
  '': 'one value a line',
};

/** How the file was read, for whoever wonders. */
function makeOf({ layout }: Import): string {
  if (!layout) return '';
  const { format, encoding, delimiter, headerRow, rows } = layout;
  const made =
    format === 'text' ? `${encoding.toUpperCase()} · ${delimiters[delimiter] ?? delimiter}` : format.toUpperCase();
  const header = headerRow === 0 ? 'no header: columns are named A, B, C' : `header in row ${headerRow}`;
  return `${made} · ${header} · ${count(rows)} rows`;
}
