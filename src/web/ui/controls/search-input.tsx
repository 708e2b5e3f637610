import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { inputClass } from './field.tsx';

type SearchInputProps = { value: string; onSearch: (text: string) => void; label: string; placeholder?: string };

/** What to look for; told a moment after the typing stops. The `/` key focuses the first on a page. */
export function SearchInput({ value, onSearch, label, placeholder = 'Search' }: SearchInputProps) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (text === value) return undefined;
    const timer = setTimeout(() => onSearch(text), 250);
    return () => clearTimeout(timer);
  }, [text, value, onSearch]);
  return (
    <div className="relative w-full sm:max-w-64">
      <Search size={16} className="absolute start-2.5 top-1/2 -translate-y-1/2 text-text-3" aria-hidden />
      <input
        type="search"
        data-search
        aria-label={label}
        placeholder={placeholder}
        value={text}
        onChange={(event) => setText(event.target.value)}
        className={`${inputClass} ps-8`}
      />
    </div>
  );
}
