import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { CallingRules } from '#contract/calling-hours.ts';
import { api } from '#web/api.ts';
import { useSession } from '#web/session.ts';
import { Button, IconButton } from '#web/ui/controls/button.tsx';
import { Select } from '#web/ui/controls/select.tsx';
import { Switch } from '#web/ui/controls/switch.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { rulesQuery } from '../queries.ts';
import { ReadOnlyNote, Section, Setting } from '../section.tsx';
import { useSaved } from '../use-saved.ts';
import { LegalHoursDialog } from './legal-hours-dialog.tsx';

type Change = { caps?: CallingRules['caps']; gapSeconds?: number | null; simulatedLegalHours?: boolean };
type Part = { rules: CallingRules; isDisabled: boolean; onChange: (change: Change) => void };

/** What protects the people who are called. */
export function SafetySection() {
  const { may } = useSession();
  const { data, error, refetch } = useQuery(rulesQuery);
  const save = useSaved<CallingRules, Change>({
    queryKey: rulesQuery.queryKey,
    save: (change) => api.callingHours.changeRules(change),
    apply: (rules, { simulatedLegalHours: simulated, ...plain }) => ({
      ...rules,
      ...plain,
      legalHours: { ...rules.legalHours, ...(simulated === undefined ? {} : { simulated }) },
    }),
    back: ({ caps, gapSeconds, legalHours }, change) => ({
      ...('caps' in change ? { caps } : {}),
      ...('gapSeconds' in change ? { gapSeconds } : {}),
      ...('simulatedLegalHours' in change ? { simulatedLegalHours: legalHours.simulated } : {}),
    }),
  });
  const part = data && { rules: data, isDisabled: !may('admin'), onChange: save };
  return (
    <Section
      id="safety"
      lead="What holds for each person you call, whichever campaign calls. Checked again at every dial."
    >
      {error ? <ErrorCard what="the rules" error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <SkeletonRows rows={4} className="my-3 h-10 w-full" /> : null}
      {part ? (
        <>
          {part.isDisabled ? <ReadOnlyNote>Only an admin changes what is set here.</ReadOnlyNote> : null}
          <CapsSetting {...part} />
          <GapSetting {...part} />
          <LegalHoursSetting {...part} />
          <Setting label="Never-call list" hint="Numbers that no campaign calls, whatever it is set to.">
            <Link to="/suppressions" className="font-semibold text-accent hover:underline">
              Open the never-call list
            </Link>
          </Setting>
        </>
      ) : null}
    </Section>
  );
}

const times = [1, 2, 3, 4, 5, 7, 10].map((calls) => ({
  value: String(calls),
  label: calls === 1 ? 'Once' : `${calls} times`,
}));
const spans = [
  { value: '24', label: 'in 24 hours' },
  { value: '72', label: 'in 3 days' },
  { value: '168', label: 'in 7 days' },
  { value: '720', label: 'in 30 days' },
];

function CapsSetting({ rules: { caps }, isDisabled, onChange }: Part) {
  const set = (place: number, change: Partial<(typeof caps)[number]>) =>
    onChange({ caps: caps.map((cap, each) => (each === place ? { ...cap, ...change } : cap)) });
  return (
    <Setting
      label="Calls to one person"
      hint="At most so many, over all campaigns. A person who has had them waits."
      isGroup
    >
      <div className="flex flex-col gap-2">
        {caps.length === 0 ? <p className="text-text-2">No cap but the law’s.</p> : null}
        {caps.map((cap, place) => (
          <div key={place} className="flex items-center gap-2">
            <Select
              label={`Times, cap ${place + 1}`}
              value={String(cap.calls)}
              options={withValue(times, cap.calls, `${cap.calls} times`)}
              isDisabled={isDisabled}
              onChange={(calls) => set(place, { calls: Number(calls) })}
            />
            <Select
              label={`Within, cap ${place + 1}`}
              value={String(cap.hours)}
              options={withValue(spans, cap.hours, `in ${cap.hours} hours`)}
              isDisabled={isDisabled}
              onChange={(hours) => set(place, { hours: Number(hours) })}
            />
            <IconButton
              label={`Remove cap ${place + 1}`}
              icon={<Trash2 size={16} aria-hidden />}
              disabled={isDisabled}
              onClick={() => onChange({ caps: caps.filter((_, each) => each !== place) })}
            />
          </div>
        ))}
        {isDisabled || caps.length >= 10 ? null : (
          <div>
            <Button
              size="sm"
              icon={<Plus size={14} aria-hidden />}
              onClick={() => onChange({ caps: [...caps, { calls: 3, hours: 24 }] })}
            >
              Add a cap
            </Button>
          </div>
        )}
      </div>
    </Setting>
  );
}

function withValue(options: readonly { value: string; label: string }[], value: number, label: string) {
  if (options.some((option) => option.value === String(value))) return options;
  return [...options, { value: String(value), label }];
}

const gaps = [
  { value: 'usual', label: 'The usual: 10 min, none on the simulator' },
  { value: '0', label: 'None' },
  { value: '600', label: '10 minutes' },
  { value: '1800', label: '30 minutes' },
  { value: '3600', label: '1 hour' },
  { value: '14400', label: '4 hours' },
  { value: '86400', label: '1 day' },
];

function GapSetting({ rules: { gapSeconds }, isDisabled, onChange }: Part) {
  const value = gapSeconds === null ? 'usual' : String(gapSeconds);
  const options = gapSeconds === null ? gaps : withValue(gaps, gapSeconds, `${gapSeconds} seconds`);
  return (
    <Setting
      label="Gap between calls to one person"
      hint="Two campaigns that hold the same person don’t ring back to back."
    >
      {(control) => (
        <Select
          {...control}
          value={value}
          options={options}
          isDisabled={isDisabled}
          onChange={(next) => onChange({ gapSeconds: next === 'usual' ? null : Number(next) })}
        />
      )}
    </Setting>
  );
}

function LegalHoursSetting({ rules: { legalHours }, isDisabled, onChange }: Part) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Setting
      label="Legal hours"
      hint={
        legalHours.real
          ? 'They hold for everybody who is called for real, above any campaign’s hours; the strictest wins.'
          : 'Switched off for real calls by whoever runs this installation.'
      }
      isGroup
    >
      <div className="flex flex-col items-start gap-3">
        <Switch
          isOn={legalHours.simulated}
          isDisabled={isDisabled}
          onChange={(simulatedLegalHours) => onChange({ simulatedLegalHours })}
        >
          For simulated calls too
        </Switch>
        <Button size="sm" onClick={() => setOpen(true)}>
          Which hours, and where they come from
        </Button>
        <LegalHoursDialog isOpen={isOpen} onClose={() => setOpen(false)} />
      </div>
    </Setting>
  );
}
