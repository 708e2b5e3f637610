import { X } from 'lucide-react';
import { useFilters } from '#web/shell/use-filters.ts';
import { Button } from '#web/ui/controls/button.tsx';
import { SearchInput } from '#web/ui/controls/search-input.tsx';
import { Select } from '#web/ui/controls/select.tsx';
import type { Option } from '#web/ui/controls/select/option.ts';
import { bookFilters } from './book-query.ts';

const countries = ['US', 'CA', 'GB', 'IN', 'AU', 'DE', 'FR', 'ES', 'IT', 'NL', 'MX', 'BR', 'ZA', 'AE', 'SG'];
const regionNames = new Intl.DisplayNames(undefined, { type: 'region' });

const selects: { name: string; label: string; options: Option<string>[] }[] = [
  {
    name: 'country',
    label: 'Country',
    options: [
      { value: 'all', label: 'All countries' },
      ...countries.map((code) => ({ value: code, label: regionNames.of(code) ?? code })),
    ],
  },
  {
    name: 'hasEmail',
    label: 'E-mail',
    options: [
      { value: 'all', label: 'With or without e-mail' },
      { value: 'true', label: 'With e-mail' },
      { value: 'false', label: 'Without e-mail' },
    ],
  },
  {
    name: 'suppressed',
    label: 'Never-call list',
    options: [
      { value: 'all', label: 'Callable or not' },
      { value: 'false', label: 'May be called' },
      { value: 'true', label: 'Never call' },
    ],
  },
  {
    name: 'spoken',
    label: 'Last conversation',
    options: [
      { value: 'all', label: 'Any conversation' },
      { value: 'day', label: 'Within a day' },
      { value: 'week', label: 'Within a week' },
      { value: 'month', label: 'Within 30 days' },
    ],
  },
];

/** Narrows the contact book; all of it stands in the address. */
export function BookFilters() {
  const [search, change] = useFilters();
  const clear = () => change(Object.fromEntries(bookFilters.map((name) => [name, undefined])));
  const chosen = (['tag', 'timeZone'] as const).filter((name) => search[name] !== undefined);
  return (
    <div className="flex flex-wrap items-center gap-2 pb-3">
      <SearchInput
        label="Search contacts by name, number, e-mail or company"
        placeholder="Name, number, e-mail"
        value={search['q'] ?? ''}
        onSearch={(text) => change({ q: text === '' ? undefined : text })}
      />
      {selects.map(({ name, label, options }) => (
        <Select
          key={name}
          label={label}
          className={`max-md:hidden md:w-auto ${search[name] === undefined ? 'text-text-2' : 'border-accent font-semibold text-accent'}`}
          value={search[name] ?? 'all'}
          onChange={(value) => change({ [name]: value === 'all' ? undefined : value })}
          options={options}
        />
      ))}
      <div className="max-md:hidden [&>div]:sm:w-32">
        <SearchInput
          label="Only with this tag"
          placeholder="Tag"
          value={search['tag'] ?? ''}
          onSearch={(text) => change({ tag: text === '' ? undefined : text })}
        />
      </div>
      {chosen.length > 0 || selects.some(({ name }) => search[name] !== undefined) ? (
        <Button look="quiet" icon={<X size={16} aria-hidden />} onClick={clear}>
          Clear
        </Button>
      ) : null}
    </div>
  );
}
