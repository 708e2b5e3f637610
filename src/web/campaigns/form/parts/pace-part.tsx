import { useQuery } from '@tanstack/react-query';
import { Choice } from '#web/ui/controls/choice.tsx';
import { Field, TextInput } from '#web/ui/controls/field.tsx';
import { concurrencyQuery } from '#web/shell/concurrency-meter.tsx';
import { limitInWords } from '../values/window-words.ts';
import { FormPart, Labelled, SettingPlace, useSetting } from './setting.tsx';

/** How fast calls follow each other, and how many there are at once. */
export function PacePart({ number }: { number?: number }) {
  const pace = useSetting('paceMode');
  return (
    <FormPart {...(number === undefined ? {} : { number })} title="Pace">
      <SettingPlace name="paceMode">
        <Labelled label="How fast" error={pace.error}>
          <Choice<'asap' | 'spread' | 'interval'>
            label="How fast"
            value={pace.value}
            onChange={pace.set}
            options={[
              { value: 'asap', label: 'As fast as limits allow', hint: 'The next call starts when one ends.' },
              { value: 'spread', label: 'Spread evenly over the window', hint: 'Each person gets a time of the day.' },
              { value: 'interval', label: 'Fixed gap', hint: 'Always the same time between two starts.' },
            ]}
          />
        </Labelled>
      </SettingPlace>
      {pace.value === 'interval' ? <GapField /> : null}
      <LimitField />
    </FormPart>
  );
}

function GapField() {
  const gap = useSetting('gapSeconds');
  return (
    <SettingPlace name="gapSeconds">
      <Field label="Gap in seconds" error={gap.error} hint="5 to 60">
        {(control) => (
          <div className="flex items-center gap-3">
            <input
              type="range"
              aria-label="Gap in seconds, as a slider"
              min={5}
              max={60}
              value={Number.isNaN(gap.value) ? 5 : gap.value}
              onChange={(event) => gap.set(event.target.valueAsNumber)}
              className="h-9 flex-1 accent-accent"
            />
            <TextInput
              {...control}
              type="number"
              min={5}
              max={60}
              className="max-w-20"
              value={Number.isNaN(gap.value) ? '' : gap.value}
              onChange={(event) => gap.set(event.target.valueAsNumber)}
            />
          </div>
        )}
      </Field>
    </SettingPlace>
  );
}

function LimitField() {
  const limit = useSetting('concurrentCallsLimit');
  const { data: limits } = useQuery(concurrencyQuery);
  const effective =
    limits && Number.isInteger(limit.value)
      ? limitInWords({ campaign: limit.value, workspace: limits.limit, system: limits.system.limit })
      : '1 to 50';
  return (
    <SettingPlace name="concurrentCallsLimit">
      <Field label="Calls at once" error={limit.error} hint={<span className="figures">{effective}</span>}>
        {(control) => (
          <TextInput
            {...control}
            type="number"
            min={1}
            max={50}
            className="max-w-28"
            value={Number.isNaN(limit.value) ? '' : limit.value}
            onChange={(event) => limit.set(event.target.valueAsNumber)}
          />
        )}
      </Field>
    </SettingPlace>
  );
}
