import { useSearch } from '@tanstack/react-router';
import { Suspense, lazy } from 'react';
import { Page } from '#web/shell/page.tsx';
import { SkeletonRows } from '#web/ui/feedback/skeleton.tsx';
import { TabLinks } from '#web/ui/tab-links.tsx';
import { ApiKeys } from './api-keys.tsx';

const EventLog = lazy(async () => ({ default: (await import('./events/event-log.tsx')).EventLog }));
const Docs = lazy(async () => ({ default: (await import('./docs.tsx')).Docs }));
const CommandLine = lazy(async () => ({ default: (await import('./command-line.tsx')).CommandLine }));

const tabs = [
  { key: 'keys', label: 'API keys', View: ApiKeys },
  { key: 'events', label: 'Events', View: EventLog },
  { key: 'docs', label: 'Docs', View: Docs },
  { key: 'cli', label: 'Command line', View: CommandLine },
] as const;

export function DevelopersPage() {
  const { tab } = useSearch({ strict: false });
  const active = tabs.find(({ key }) => key === tab) ?? tabs[0];
  const { View } = active;
  return (
    <Page
      title="Developers"
      tabTitle={`${active.label} · Developers`}
      below={
        <div className="mb-5 border-b border-line">
          <TabLinks
            label="Developers"
            tabs={tabs.map(({ key, label }) => ({
              key,
              label,
              link: { to: '/developers', search: { tab: key } },
              isActive: key === active.key,
            }))}
          />
        </div>
      }
    >
      <Suspense fallback={<SkeletonRows rows={5} />}>
        <View />
      </Suspense>
    </Page>
  );
}
