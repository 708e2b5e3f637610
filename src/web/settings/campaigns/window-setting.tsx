import { useState } from 'react';
import { inputClass } from '#web/ui/controls/field.tsx';
import { Switch } from '#web/ui/controls/switch.tsx';
import { Setting } from '../section.tsx';
import type { DefaultsPart } from './defaults-part.ts';
import { DayName } from '#web/format/day-name.tsx';

const days = [1, 2, 3, 4, 5, 6, 7];

/** On which days and between which hours people are called. */
export function WindowSetting(part: DefaultsPart) {
  const { defaults, isDisabled, onChange } = part;
  const toggle = (day: number) => {
    const next = defaults.days.includes(day) ? defaults.days.filter((each) => each !== day) : [...defaults.days, day];
    if (next.length > 0) onChange({ days: next.toSorted() });
  };
  return (
    <>
      <Setting label="Days" hint="At least one." isGroup>
        <div role="group" aria-label="Days" className="grid grid-cols-7 gap-1">
          {days.map((day) => (
            <button
              key={day}
              type="button"
              aria-pressed={defaults.days.includes(day)}
              disabled={isDisabled}
              onClick={() => toggle(day)}
              className="h-9 rounded-md border border-line text-sm font-semibold text-text-2 hover:bg-hover disabled:opacity-55 aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent pointer-coarse:h-11"
            >
              <DayName day={day} />
            </button>
          ))}
        </div>
      </Setting>
      <Setting label="Hours" hint={hoursHint(defaults)} isGroup>
        <div className="flex flex-col gap-3">
          {defaults.allDay ? null : <Hours {...part} key={`${defaults.firstCallTime} ${defaults.lastCallTime}`} />}
          <Switch isOn={defaults.allDay} isDisabled={isDisabled} onChange={(allDay) => onChange({ allDay })}>
            At any hour
          </Switch>
        </div>
      </Setting>
    </>
  );
}

function hoursHint({ allDay, firstCallTime, lastCallTime }: DefaultsPart['defaults']): string {
  if (allDay) return 'Only legal hours hold.';
  if (lastCallTime < firstCallTime) return 'Across midnight: the last call is on the next day.';
  return 'No call begins at or after the second time.';
}

/** The two times are saved together, when the one that was changed is left. */
function Hours({ defaults, isDisabled, onChange }: DefaultsPart) {
  const [first, setFirst] = useState(defaults.firstCallTime);
  const [last, setLast] = useState(defaults.lastCallTime);
  const save = () => {
    if (first === '' || last === '' || (first === defaults.firstCallTime && last === defaults.lastCallTime)) return;
    onChange({ firstCallTime: first, lastCallTime: last });
  };
  const time = (label: string, value: string, set: (text: string) => void) => (
    <input
      type="time"
      aria-label={label}
      value={value}
      disabled={isDisabled}
      onChange={(event) => set(event.target.value)}
      onBlur={save}
      className={`${inputClass} figures`}
    />
  );
  return (
    <div className="flex items-center gap-2">
      {time('First call', first, setFirst)}
      <span className="text-text-2">to</span>
      {time('Last call', last, setLast)}
    </div>
  );
}
