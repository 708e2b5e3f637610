import { Plus, X } from 'lucide-react';
import { Checkbox } from '#web/ui/controls/checkbox.tsx';
import { Button, IconButton } from '#web/ui/controls/button.tsx';
import { Field, TextArea, TextInput } from '#web/ui/controls/field.tsx';
import { Select } from '#web/ui/controls/select.tsx';
import type { RetryReason } from '../values/form-values.ts';
import { delayInWords, delayOf } from '../values/window-words.ts';
import { FormPart, Labelled, SettingPlace, useSetting } from './setting.tsx';

const reasons: readonly { value: RetryReason; label: string }[] = [
  { value: 'no_answer', label: 'no answer' },
  { value: 'busy', label: 'busy' },
  { value: 'failed', label: 'failed' },
];

/** What happens when somebody is not reached. */
export function RetryPart({ number }: { number?: number }) {
  const tries = useSetting('maxRetries');
  return (
    <FormPart {...(number === undefined ? {} : { number })} title="If no answer">
      <SettingPlace name="maxRetries">
        <Field
          label="Try again, at most (times)"
          error={tries.error}
          hint={tries.value === 0 ? 'Everybody is called once.' : undefined}
        >
          {(control) => (
            <TextInput
              {...control}
              type="number"
              min={0}
              max={10}
              className="max-w-20"
              value={Number.isNaN(tries.value) ? '' : tries.value}
              onChange={(event) => tries.set(event.target.valueAsNumber)}
            />
          )}
        </Field>
      </SettingPlace>
      {tries.value === 0 ? null : <Delays />}
      <RetryOn />
      <VoicemailField />
    </FormPart>
  );
}

function RetryOn() {
  const [on, again] = [useSetting('retryOn'), useSetting('voicemailRetry')];
  return (
    <SettingPlace name="retryOn">
      <Labelled label="After" error={on.error}>
        <div className="flex flex-wrap gap-x-4 gap-y-1">
          {reasons.map(({ value, label }) => (
            <Checkbox
              key={value}
              isChecked={on.value.includes(value)}
              onChange={(isOn) => on.set(isOn ? [...on.value, value] : on.value.filter((each) => each !== value))}
            >
              {label}
            </Checkbox>
          ))}
          <Checkbox isChecked={again.value} onChange={again.set}>
            voicemail
          </Checkbox>
        </div>
      </Labelled>
    </SettingPlace>
  );
}

function VoicemailField() {
  const message = useSetting('voicemailMessage');
  return (
    <SettingPlace name="voicemailMessage">
      <Field label="Message for voicemail" isOptional error={message.error} hint="Without one, the agent hangs up.">
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            maxLength={1000}
            value={message.value}
            onChange={(event) => message.set(event.target.value)}
          />
        )}
      </Field>
    </SettingPlace>
  );
}

const usual: readonly { value: string; label: string; delays: string[] }[] = [
  { value: 'half', label: 'every 30 min', delays: ['PT30M'] },
  { value: 'growing', label: '1 h, 4 h, then 24 h', delays: ['PT1H', 'PT4H', 'P1D'] },
];

const own = 'own';

/** How long after each attempt the next one comes; the last delay repeats. */
function Delays() {
  const delays = useSetting('delays');
  const text = delays.value.join();
  const known = usual.find((each) => each.delays.join() === text)?.value ?? own;
  const replace = (place: number, delay: string) => delays.set(delays.value.with(place, delay));
  return (
    <SettingPlace name="delays">
      <Labelled
        label="Wait before the next try"
        error={delays.error}
        hint="The last one repeats; calling hours are kept."
      >
        <Select
          label="Wait before the next try"
          value={known}
          onChange={(value) =>
            delays.set(usual.find((each) => each.value === value)?.delays ?? [...delays.value, 'PT2H'])
          }
          options={[...usual, { value: own, label: delays.value.map(delayInWords).join(', ') || 'own' }].map(
            ({ value, label }) => ({ value, label: value === own ? `own: ${label}` : label }),
          )}
          className="max-w-72"
        />
        {known === own ? (
          <ul className="flex flex-col gap-2">
            {delays.value.map((delay, place) => (
              <Delay
                // A place in the list is what a delay is.
                key={place}
                place={place}
                delay={delay}
                onChange={(next) => replace(place, next)}
                onRemove={delays.value.length > 1 ? () => delays.set(delays.value.toSpliced(place, 1)) : undefined}
              />
            ))}
            <li>
              <Button
                size="sm"
                icon={<Plus size={14} aria-hidden />}
                disabled={delays.value.length >= 10}
                onClick={() => delays.set([...delays.value, delays.value.at(-1) ?? 'PT30M'])}
              >
                Another wait
              </Button>
            </li>
          </ul>
        ) : null}
      </Labelled>
    </SettingPlace>
  );
}

type Unit = 'M' | 'H' | 'D';
type DelayProps = {
  place: number;
  delay: string;
  onChange: (delay: string) => void;
  onRemove: (() => void) | undefined;
};

function Delay({ place, delay, onChange, onRemove }: DelayProps) {
  const found = /^PT?(\d+)([MHD])$/.exec(delay);
  const amount = Number(found?.[1] ?? 30);
  const unit: Unit = found?.[2] === 'D' ? 'D' : found?.[2] === 'H' ? 'H' : 'M';
  return (
    <li className="flex items-center gap-2">
      <span className="figures w-6 text-text-3">{place + 1}.</span>
      <TextInput
        type="number"
        min={1}
        max={720}
        aria-label={`Wait before try ${place + 2}`}
        className="max-w-20"
        value={amount}
        onChange={(event) => onChange(delayOf(Math.max(1, event.target.valueAsNumber || 1), unit))}
      />
      <Select<Unit>
        label={`Unit of wait ${place + 1}`}
        value={unit}
        onChange={(next) => onChange(delayOf(amount, next))}
        options={[
          { value: 'M', label: 'min' },
          { value: 'H', label: 'h' },
          { value: 'D', label: 'days' },
        ]}
        className="max-w-28"
      />
      {onRemove ? (
        <IconButton label={`Remove wait ${place + 1}`} icon={<X size={16} aria-hidden />} onClick={onRemove} />
      ) : null}
    </li>
  );
}
