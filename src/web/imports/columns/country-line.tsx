import type { Import } from '#contract/imports.ts';
import { count } from '#web/format/number.ts';
import { CountrySelect } from './country-select.tsx';

type CountryLineProps = { made: Import; isBusy: boolean; onChange: (country: string) => void };

/** The country that numbers without a plus are read with, and how many can be read so. */
export function CountryLine({ made, isBusy, onChange }: CountryLineProps) {
  const unreadable = made.problemCounts
    .filter(({ code }) => /phone|number|country/.test(code))
    .reduce((all, problem) => all + problem.count, 0);
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <span>Numbers without + are read as</span>
      <span className="w-64">
        <CountrySelect
          label="Country of numbers without +"
          value={made.country}
          isDisabled={isBusy}
          onChange={(country) => (country === made.country ? undefined : onChange(country))}
        />
      </span>
      {made.status === 'ready' ? (
        <span role="status" className="figures text-text-2">
          {count(made.rowsRead - unreadable)} readable / {count(unreadable)} not
        </span>
      ) : null}
    </div>
  );
}
