import type { ReactNode } from 'react';

/** A part of a drawer, with its name. */
export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className="border-t border-line py-4 first:border-t-0 first:pt-0">
      <div className="mb-2 flex min-h-6 items-center justify-between gap-3">
        <h3 className="text-sm font-semibold text-text-2">{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** Facts by name; a name stays whole, what it stands for may take lines. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[minmax(6rem,2fr)_5fr] gap-x-4 gap-y-1.5">
      {facts.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-text-3">{name}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Any object as facts: texts as they are, what is deeper as JSON. */
export function DataFacts({ data }: { data: Record<string, unknown> }) {
  return (
    <Facts
      facts={Object.entries(data).map(([name, value]) => [
        name.replaceAll('_', ' '),
        <Fact key={name} value={value} />,
      ])}
    />
  );
}

function Fact({ value }: { value: unknown }) {
  if (typeof value !== 'object' || value === null) return wordOf(value);
  return <code className="font-mono text-sm whitespace-pre-wrap">{JSON.stringify(value, null, 1)}</code>;
}

function wordOf(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === null || value === '') return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
