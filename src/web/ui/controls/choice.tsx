import { Radio } from '@base-ui/react/radio';
import { RadioGroup } from '@base-ui/react/radio-group';
import type { Option } from './select/option.ts';

type ChoiceProps<V extends string> = {
  value: V;
  onChange: (value: V) => void;
  options: readonly Option<V>[];
  label: string;
  /** `lines`: one below the other with their hints; `segments`: side by side. */
  look?: 'lines' | 'segments';
};

/** One of a few, all of them in sight. */
export function Choice<V extends string>({ value, onChange, options, label, look = 'lines' }: ChoiceProps<V>) {
  if (look === 'segments')
    return (
      <RadioGroup
        value={value}
        onValueChange={(next) => onChange(next as V)}
        aria-label={label}
        className="inline-flex rounded-md border border-line bg-sunken p-0.5"
      >
        {options.map((option) => (
          <Radio.Root
            key={option.value}
            value={option.value}
            className="grid h-7 min-w-8 cursor-pointer place-items-center rounded px-2.5 text-sm font-semibold text-text-2 data-checked:bg-surface data-checked:text-text data-checked:shadow-sm pointer-coarse:h-10"
          >
            {option.label}
          </Radio.Root>
        ))}
      </RadioGroup>
    );
  return (
    <RadioGroup
      value={value}
      onValueChange={(next) => onChange(next as V)}
      aria-label={label}
      className="flex flex-col gap-1.5"
    >
      {options.map((option) => (
        <label key={option.value} className="flex cursor-pointer items-start gap-2.5 py-0.5 pointer-coarse:min-h-11">
          <Radio.Root
            value={option.value}
            className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-line-strong bg-surface data-checked:border-accent"
          >
            <Radio.Indicator className="size-2 rounded-full bg-accent" />
          </Radio.Root>
          <span>
            {option.label}
            {option.hint === undefined ? null : <span className="block text-sm text-text-3">{option.hint}</span>}
          </span>
        </label>
      ))}
    </RadioGroup>
  );
}
