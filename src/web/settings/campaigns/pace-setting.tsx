import type { Pace } from '#domain/pace.ts';
import { Select } from '#web/ui/controls/select.tsx';
import { Setting } from '../section.tsx';
import type { DefaultsPart } from './defaults-part.ts';

const modes = [
  { value: 'asap', label: 'As fast as the limits allow' },
  { value: 'spread', label: 'Evenly over the hours' },
  { value: 'interval', label: 'With a fixed gap' },
] as const;
const gaps = [5, 10, 15, 20, 30, 45, 60];

/** How fast calls follow each other. */
export function PaceSetting({ defaults: { pace }, isDisabled, onChange }: DefaultsPart) {
  const gap = pace.mode === 'interval' ? pace.gapSeconds : 10;
  const choose = (mode: Pace['mode']) => onChange({ pace: mode === 'interval' ? { mode, gapSeconds: gap } : { mode } });
  const options = [...new Set([...gaps, gap])].toSorted((a, b) => a - b);
  return (
    <Setting label="Pace" hint="How fast calls follow each other.">
      {(control) => (
        <div className="flex flex-col gap-2">
          <Select {...control} value={pace.mode} options={modes} onChange={choose} isDisabled={isDisabled} />
          {pace.mode === 'interval' ? (
            <Select
              label="Gap between calls"
              value={String(gap)}
              options={options.map((seconds) => ({ value: String(seconds), label: `${seconds} s between calls` }))}
              onChange={(seconds) => onChange({ pace: { mode: 'interval', gapSeconds: Number(seconds) } })}
              isDisabled={isDisabled}
            />
          ) : null}
        </div>
      )}
    </Setting>
  );
}
