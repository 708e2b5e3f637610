import { Checkbox } from '#web/ui/controls/checkbox.tsx';
import { Select } from '#web/ui/controls/select.tsx';
import { Setting } from '../section.tsx';
import type { DefaultsPart } from './defaults-part.ts';
import { presetOf, readableDelay, withPreset } from './retry-presets.ts';
import type { RetryPreset } from './retry-presets.ts';

const endings = [
  { value: 'no_answer', label: 'No answer' },
  { value: 'busy', label: 'Busy' },
  { value: 'failed', label: 'Failed' },
] as const;

/** Who is called again, how often and after how long. */
export function RetrySetting({ defaults: { retry }, isDisabled, onChange }: DefaultsPart) {
  const preset = presetOf(retry);
  const options: { value: RetryPreset; label: string }[] = [
    { value: 'none', label: 'Never' },
    { value: 'half-hourly', label: 'Up to 3 times, 30 min apart' },
    { value: 'backing-off', label: 'Up to 3 times, after 1 h, 4 h, 24 h' },
  ];
  if (preset === 'own')
    options.push({
      value: 'own',
      label: `Up to ${retry.maxRetries} times, after ${retry.delays.map(readableDelay).join(', ')}`,
    });
  const toggle = (ending: (typeof endings)[number]['value'], isOn: boolean) =>
    onChange({
      retry: { ...retry, on: isOn ? [...retry.on, ending] : retry.on.filter((each) => each !== ending) },
    });
  return (
    <Setting label="If nobody is reached" hint="Whom a campaign calls again, within its hours and limits.">
      {(control) => (
        <div className="flex flex-col gap-2">
          <Select
            {...control}
            value={preset}
            options={options}
            isDisabled={isDisabled}
            onChange={(next) => (next === 'own' ? undefined : onChange({ retry: withPreset(retry, next) }))}
          />
          {preset === 'none' ? null : (
            <div role="group" aria-label="Call again after" className="flex flex-wrap gap-x-5 gap-y-1">
              {endings.map(({ value, label }) => (
                <Checkbox
                  key={value}
                  isChecked={retry.on.includes(value)}
                  isDisabled={isDisabled}
                  onChange={(isOn) => toggle(value, isOn)}
                >
                  {label}
                </Checkbox>
              ))}
            </div>
          )}
        </div>
      )}
    </Setting>
  );
}
