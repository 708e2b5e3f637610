import { useRouterState } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Page } from '#web/shell/page.tsx';
import { SearchInput } from '#web/ui/controls/search-input.tsx';
import { Empty } from '#web/ui/feedback/empty.tsx';
import { AuditSection } from './audit-section.tsx';
import { CallsAtOnceSection } from './calls/calls-at-once-section.tsx';
import { SafetySection } from './calls/safety-section.tsx';
import { DefaultsSection } from './campaigns/defaults-section.tsx';
import { AppearanceSection, DateTimeSection, KeyboardSection } from './here-sections.tsx';
import { MembersSection } from './people/members-section.tsx';
import { YouSection } from './people/you-section.tsx';
import { ProvidersSection } from './providers/providers-section.tsx';
import { findSections } from './sections.ts';
import type { SectionName } from './sections.ts';

const parts: Record<string, () => React.ReactNode> = {
  'calls-at-once': CallsAtOnceSection,
  defaults: DefaultsSection,
  providers: ProvidersSection,
  safety: SafetySection,
  members: MembersSection,
  appearance: AppearanceSection,
  'date-time': DateTimeSection,
  keyboard: KeyboardSection,
  you: YouSection,
  audit: AuditSection,
};

export function SettingsPage() {
  const [sought, setSought] = useState('');
  const found = findSections(sought);
  const hash = useRouterState({ select: ({ location }) => location.hash });
  useAnchor(hash);
  return (
    <Page title="Settings">
      <div className="grid items-start gap-6 lg:grid-cols-[12rem_minmax(0,1fr)] lg:gap-10">
        <div className="flex flex-col gap-3 lg:sticky lg:top-4 lg:*:w-full">
          <SearchInput label="Search settings" placeholder="Search settings" value={sought} onSearch={setSought} />
          <SectionList found={found} hash={hash} />
        </div>
        <Sections found={found} sought={sought} />
      </div>
    </Page>
  );
}

type Found = { found: readonly SectionName[] };

function SectionList({ found, hash }: Found & { hash: string }) {
  return (
    <nav aria-label="Settings" className="max-lg:hidden">
      <ul className="flex flex-col gap-0.5">
        {found.map(({ id, title }) => (
          <li key={id}>
            <a
              href={`#${id}`}
              aria-current={hash === id ? 'location' : undefined}
              className="flex h-8 items-center rounded-md px-3 text-text-2 hover:bg-hover hover:text-text aria-[current=location]:bg-accent-soft aria-[current=location]:font-semibold aria-[current=location]:text-accent"
            >
              {title}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Sections({ found, sought }: Found & { sought: string }) {
  return (
    <div className="flex min-w-0 flex-col gap-6">
      {found.length === 0 ? (
        <Empty title={`No setting is called “${sought}”`}>Try another word, such as limit, webhook or password.</Empty>
      ) : null}
      {found.map(({ id }) => {
        const Part = parts[id];
        return Part === undefined ? null : <Part key={id} />;
      })}
    </div>
  );
}

/** Goes to the section that the address names, again when what is above it has grown to its size. */
function useAnchor(hash: string): void {
  useEffect(() => {
    if (hash === '') return undefined;
    const go = () => document.getElementById(hash)?.scrollIntoView({ block: 'start' });
    go();
    const timer = setTimeout(go, 400);
    return () => clearTimeout(timer);
  }, [hash]);
}
