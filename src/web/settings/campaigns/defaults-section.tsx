import { useQuery } from '@tanstack/react-query';
import type { Defaults } from '#contract/settings.ts';
import { api } from '#web/api.ts';
import { useSession } from '#web/session.ts';
import { Combobox } from '#web/ui/controls/combobox.tsx';
import { ErrorCard } from '#web/ui/feedback/error-card.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { countriesQuery, defaultsQuery } from '../queries.ts';
import { ReadOnlyNote, Section, Setting } from '../section.tsx';
import { namedOf, useSaved } from '../use-saved.ts';
import type { DefaultsChange, DefaultsPart } from './defaults-part.ts';
import { PaceSetting } from './pace-setting.tsx';
import { RetrySetting } from './retry-setting.tsx';
import { WindowSetting } from './window-setting.tsx';

const zones = Intl.supportedValuesOf('timeZone').map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') }));

/** What a new campaign begins with. */
export function DefaultsSection() {
  const { may } = useSession();
  const { data, error, refetch } = useQuery(defaultsQuery);
  const save = useSaved<Defaults, DefaultsChange>({
    queryKey: defaultsQuery.queryKey,
    save: (change) => api.settings.changeDefaults(change),
    apply: (state, change) => ({ ...state, ...change }),
    back: namedOf,
  });
  const part = data && { defaults: data, isDisabled: !may('admin'), onChange: save };
  return (
    <Section id="defaults" lead="What a new campaign begins with. Campaigns that are there keep what they have.">
      {error ? <ErrorCard what="the defaults" error={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <SkeletonRows rows={5} className="my-3 h-10 w-full" /> : null}
      {part ? (
        <>
          {part.isDisabled ? <ReadOnlyNote>Only an admin changes what is set here.</ReadOnlyNote> : null}
          <PlaceSettings {...part} />
          <WindowSetting {...part} />
          <PaceSetting {...part} />
          <RetrySetting {...part} />
        </>
      ) : null}
    </Section>
  );
}

function PlaceSettings({ defaults: { timeZone, country }, isDisabled, onChange }: DefaultsPart) {
  const { data: countries = [{ value: country, label: country }] } = useQuery(countriesQuery);
  const known = zones.some(({ value }) => value === timeZone)
    ? zones
    : [{ value: timeZone, label: timeZone }, ...zones];
  return (
    <>
      <Setting label="Time zone" hint="On whose clock a campaign’s hours are read, unless it names another.">
        {(control) => (
          <Combobox
            {...control}
            value={timeZone}
            options={known}
            isDisabled={isDisabled}
            onChange={(next) => onChange({ timeZone: next })}
          />
        )}
      </Setting>
      <Setting label="Country" hint="Numbers without a country code are read as numbers of this country.">
        {(control) => (
          <Combobox
            {...control}
            value={country}
            options={countries}
            isDisabled={isDisabled}
            onChange={(next) => onChange({ country: next })}
          />
        )}
      </Setting>
    </>
  );
}
