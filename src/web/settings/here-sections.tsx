import { useState } from 'react';
import { useNow } from '#web/clock.ts';
import { clockTime, day, zoneName, zoneOfViewer } from '#web/format/time.ts';
import { areShortcutsOn, switchShortcuts } from '#web/shell/shortcuts.ts';
import { setTheme, useTheme } from '#web/shell/theme.ts';
import type { Theme } from '#web/shell/theme.ts';
import { Choice } from '#web/ui/controls/choice.tsx';
import { Switch } from '#web/ui/controls/switch.tsx';
import { toast } from '#web/ui/feedback/toast.ts';
import { Section, Setting } from './section.tsx';

const themes = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'system', label: 'As the system' },
] as const;

export function AppearanceSection() {
  const { chosen } = useTheme();
  const choose = (theme: Theme) => {
    setTheme(theme);
    toast.say('Saved.', { label: 'Undo', run: () => setTheme(chosen) });
  };
  return (
    <Section id="appearance" lead="Kept in this browser.">
      <Setting label="Theme" hint="Motion follows your system: where it asks for less, nothing slides." isGroup>
        <Choice label="Theme" look="segments" value={chosen} onChange={choose} options={themes} />
      </Setting>
    </Section>
  );
}

export function DateTimeSection() {
  const now = useNow(15_000);
  const zone = zoneOfViewer();
  return (
    <Section
      id="date-time"
      lead="Inside a campaign, times are on the campaign’s clock, with its zone. In lists across campaigns they are on yours."
    >
      <Setting
        label="Your time zone"
        hint="Taken from your browser. Hover or focus a time anywhere to see other clocks."
      >
        <p>
          {zone.replaceAll('_', ' ')} ({zoneName(now)})
        </p>
        <p className="figures text-text-2">
          {day(now, { now })}, {clockTime(now)}
        </p>
      </Setting>
      <Setting label="12 or 24 hours" hint="Follows the language of your browser, as does the first day of the week.">
        <p>{/[ap]\.?m/i.test(clockTime(now)) ? '12 hours' : '24 hours'}</p>
      </Setting>
    </Section>
  );
}

export function KeyboardSection() {
  const [isOn, setOn] = useState(areShortcutsOn);
  const change = (next: boolean) => {
    switchShortcuts(next);
    setOn(next);
    toast.say('Saved.', {
      label: 'Undo',
      run: () => {
        switchShortcuts(!next);
        setOn(!next);
      },
    });
  };
  return (
    <Section id="keyboard" lead="Kept in this browser. Press ? anywhere to see the keys of a page.">
      <Setting
        label="Single letters"
        hint="Such as n for a new campaign. Off: only keys with Ctrl or ⌘ do something."
        isGroup
      >
        <Switch isOn={isOn} onChange={change} label="Single letters do something">
          {isOn ? 'On' : 'Off'}
        </Switch>
      </Setting>
    </Section>
  );
}
