import { DayName } from '#web/format/day-name.tsx';
import { zoneOfViewer } from '#web/format/time.ts';
import { Checkbox } from '#web/ui/controls/checkbox.tsx';
import { Choice } from '#web/ui/controls/choice.tsx';
import { Combobox } from '#web/ui/controls/combobox.tsx';
import { Field, TextInput } from '#web/ui/controls/field.tsx';
import { useNow } from '#web/clock.ts';
import { hoursInWords, openParts } from '../values/window-words.ts';
import { instantOf, wallTimeOf } from '../values/wall-time.ts';
import { FormPart, Labelled, SettingPlace, useSetting } from './setting.tsx';

const zones = [...new Set([zoneOfViewer(), ...Intl.supportedValuesOf('timeZone'), 'UTC'])].map((zone) => ({
  value: zone,
  label: zone.replaceAll('_', ' '),
}));

const isoDays = [1, 2, 3, 4, 5, 6, 7];

/** When it starts, and in which hours people are called. */
export function WhenPart({ number, hasStart = true }: { number?: number; hasStart?: boolean }) {
  return (
    <FormPart {...(number === undefined ? {} : { number })} title="When">
      {hasStart ? <StartField /> : null}
      <HoursField />
      <DaysField />
      <ZoneFields />
    </FormPart>
  );
}

export function StartField() {
  const [start, startAt, zone] = [useSetting('start'), useSetting('startAt'), useSetting('timeZone')];
  const now = useNow(15_000);
  const isPast = start.value === 'later' && startAt.value !== '' && instantOf(startAt.value, zone.value) <= now;
  return (
    <SettingPlace name="startAt">
      <Labelled label="Start" error={startAt.error} hint={isPast ? 'That is past: this starts now.' : undefined}>
        <div className="flex flex-wrap items-center gap-3">
          <Choice<'now' | 'later'>
            label="Start"
            look="segments"
            value={start.value}
            onChange={(value) => {
              start.set(value);
              if (value === 'later' && startAt.value === '')
                startAt.set(`${wallTimeOf(new Date(now.getTime() + 86_400_000), zone.value).slice(0, 10)}T09:00`);
            }}
            options={[
              { value: 'now', label: 'As soon as I start it' },
              { value: 'later', label: 'Later' },
            ]}
          />
          {start.value === 'later' ? (
            <TextInput
              type="datetime-local"
              aria-label="Start at"
              className="max-w-56"
              value={startAt.value}
              onChange={(event) => startAt.set(event.target.value)}
            />
          ) : null}
        </div>
      </Labelled>
    </SettingPlace>
  );
}

export function HoursField() {
  const [first, last, allDay] = [useSetting('firstCallTime'), useSetting('lastCallTime'), useSetting('allDay')];
  const hours = { firstCallTime: first.value, lastCallTime: last.value, allDay: allDay.value };
  return (
    <SettingPlace name="lastCallTime">
      <div className="grid grid-cols-2 gap-3">
        <Field label="First call" error={first.error}>
          {(control) => (
            <TextInput
              {...control}
              type="time"
              disabled={allDay.value}
              value={first.value}
              onChange={(event) => first.set(event.target.value)}
            />
          )}
        </Field>
        <Field label="Last call" error={last.error}>
          {(control) => (
            <TextInput
              {...control}
              type="time"
              disabled={allDay.value}
              value={last.value}
              onChange={(event) => last.set(event.target.value)}
            />
          )}
        </Field>
      </div>
      <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <div
          aria-hidden
          className="relative h-3 min-w-40 flex-1 overflow-hidden rounded-full border border-line hatched"
        >
          {openParts(hours).map(({ from, to }) => (
            <div
              key={from}
              className="absolute inset-y-0 bg-accent"
              style={{ insetInlineStart: `${from}%`, width: `${to - from}%` }}
            />
          ))}
        </div>
        <span className="figures text-text-2">{hoursInWords(hours)}</span>
        <Checkbox isChecked={allDay.value} onChange={allDay.set}>
          The whole day
        </Checkbox>
      </div>
    </SettingPlace>
  );
}

function DaysField() {
  const days = useSetting('days');
  const toggle = (day: number) =>
    days.set(days.value.includes(day) ? days.value.filter((each) => each !== day) : [...days.value, day].toSorted());
  return (
    <SettingPlace name="days">
      <Labelled label="Days" error={days.error}>
        <div className="flex flex-wrap gap-1.5">
          {isoDays.map((day) => (
            <button
              key={day}
              type="button"
              aria-pressed={days.value.includes(day)}
              onClick={() => toggle(day)}
              className="h-9 min-w-12 rounded-md border border-line bg-surface px-2 font-semibold text-text-2 hover:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-soft aria-pressed:text-accent pointer-coarse:min-h-11"
            >
              <DayName day={day} />
            </button>
          ))}
        </div>
      </Labelled>
    </SettingPlace>
  );
}

function ZoneFields() {
  const [zone, clock] = [useSetting('timeZone'), useSetting('clock')];
  return (
    <>
      <SettingPlace name="timeZone">
        <Field label="Time zone" error={zone.error}>
          {(control) => <Combobox {...control} value={zone.value} onChange={zone.set} options={zones} />}
        </Field>
      </SettingPlace>
      <SettingPlace name="clock">
        <Labelled label="On whose clock" error={clock.error}>
          <Choice<'campaign' | 'contact'>
            label="On whose clock the hours are read"
            value={clock.value}
            onChange={clock.set}
            options={[
              { value: 'campaign', label: 'The campaign’s zone', hint: 'Everybody is called in the same hours.' },
              {
                value: 'contact',
                label: 'Each person’s own zone',
                hint: 'Told by the number or the file; where several are possible, all of them must be open.',
              },
            ]}
          />
        </Labelled>
      </SettingPlace>
    </>
  );
}
