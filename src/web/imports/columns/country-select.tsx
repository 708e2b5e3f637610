import { getCountries, getCountryCallingCode } from 'libphonenumber-js/min';
import { Combobox } from '#web/ui/controls/combobox.tsx';

const names = new Intl.DisplayNames(undefined, { type: 'region' });

const countries = getCountries()
  .map((code) => ({ value: String(code), label: `${nameOf(code)} (+${getCountryCallingCode(code)})` }))
  .toSorted((a, b) => a.label.localeCompare(b.label));

/** Such as "United States" for US; the code where the browser knows no name. */
export function nameOf(code: string): string {
  return names.of(code) ?? code;
}

type CountrySelectProps = { value: string; onChange: (code: string) => void; label: string; isDisabled?: boolean };

/** A country whose numbers can be read. */
export function CountrySelect({ value, onChange, label, isDisabled = false }: CountrySelectProps) {
  return <Combobox value={value} onChange={onChange} options={countries} label={label} isDisabled={isDisabled} />;
}
